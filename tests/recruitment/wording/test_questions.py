"""Questions to candidates, invented: what is refused, what is marked, what is left alone."""

import pytest

from recruitment.wording.checker import read
from recruitment.wording.phrases import Ground

FORBIDDEN = [
    ("Quanti anni hai?", Ground.AGE),
    ("Qual è la tua data di nascita?", Ground.AGE),
    ("In che anno sei nata?", Ground.AGE),
    ("Sei un uomo o una donna?", Ground.SEX),
    ("Sei sposata?", Ground.FAMILY),
    ("Hai figli?", Ground.FAMILY),
    ("Hai già dei figli?", Ground.FAMILY),
    ("Quanti figli hai?", Ground.FAMILY),
    ("Qual è il tuo stato civile?", Ground.FAMILY),
    ("Che lavoro fa tuo marito?", Ground.FAMILY),
    ("Hai carichi familiari?", Ground.FAMILY),
    ("Sei incinta?", Ground.PREGNANCY),
    ("Pensi di avere figli nei prossimi anni?", Ground.PREGNANCY),
    ("Vuoi sposarti presto?", Ground.PREGNANCY),
    ("Di che nazionalità sei?", Ground.ORIGIN),
    ("Sei italiana?", Ground.ORIGIN),
    ("Dove sei nato?", Ground.ORIGIN),
    ("Di che religione sei?", Ground.RELIGION),
    ("Sei musulmano?", Ground.RELIGION),
    ("Fai il ramadan?", Ground.RELIGION),
    ("Sei iscritto a un sindacato?", Ground.OPINIONS),
    ("Sei mai stata iscritta a un partito?", Ground.OPINIONS),
    ("Per chi hai votato?", Ground.OPINIONS),
    ("Che cosa pensi dei sindacati?", Ground.OPINIONS),
    ("Hai mai scioperato?", Ground.OPINIONS),
    ("Hai malattie?", Ground.HEALTH),
    ("Hai qualche problema di salute? Hai problemi di salute?", Ground.HEALTH),
    ("Sei invalido?", Ground.HEALTH),
    ("Prendi farmaci?", Ground.HEALTH),
    ("Quanti giorni di malattia hai fatto l'anno scorso?", Ground.HEALTH),
    ("Sei gay?", Ground.ORIENTATION),
    ("Hai mai fatto causa a un datore di lavoro?", Ground.PAST),
]
DOUBTFUL = [
    ("Soffri di vertigini?", Ground.HEALTH),
    ("Appartieni alle categorie protette?", Ground.HEALTH),
    ("Hai il permesso di soggiorno?", Ground.ORIGIN),
    ("Quanto guadagni adesso?", Ground.PAST),
    ("Hai precedenti penali?", Ground.PAST),
    ("Sei automunita?", Ground.MEANS),
]
INNOCENT = [
    "Hai già usato un tornio CNC?",
    "Quanti anni di esperienza hai con la saldatura TIG?",
    "Quanti anni hai lavorato in cantiere?",
    "Che livello di inglese hai?",
    "Puoi fare turni di notte?",
    "Quali orari ti vanno bene?",
    "Hai compiuto 18 anni?",
    "Da quando sei disponibile?",
    "Che cosa ti piace di questo lavoro?",
    "Hai la patente B o il patentino per il muletto?",
    "Sei disponibile a trasferte?",
    "Sei iscritta all'ITS o a un corso?",
    "Raccontaci un lavoro di cui vai fiera o fiero.",
    "Se hai figli c'è il nido aziendale.",
    "Giorni di malattia retribuiti come da contratto.",
    "Sei madrina della nave?",
    "Sei capace di leggere un disegno tecnico?",
    "Vivi il mare come lavoro?",
    "La titolare è una donna e l'azienda è italiana.",
    "Quale software di disegno usi?",
]


@pytest.mark.parametrize(("sentence", "ground"), FORBIDDEN)
def test_question_that_the_law_forbids(sentence, ground):
    found = read(sentence).forbidden

    assert ground in {finding.phrase.ground for finding in found}
    assert all(str(finding.phrase.instead) and finding.phrase.norm.url for finding in found)


@pytest.mark.parametrize(("sentence", "ground"), DOUBTFUL)
def test_question_that_is_only_doubtful(sentence, ground):
    reading = read(sentence)

    assert ground in {finding.phrase.ground for finding in reading.findings}
    assert reading.forbidden == ()


@pytest.mark.parametrize("sentence", INNOCENT)
def test_question_that_is_innocent(sentence):
    assert [finding.words for finding in read(sentence).findings] == []
