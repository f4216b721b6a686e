"""Sentences of advertisements, invented: what is refused, what is marked, what is left alone."""

import pytest

from recruitment.wording.checker import read
from recruitment.wording.phrases import Ground

FORBIDDEN = [
    ("Cerchiamo saldatori, età massima 30 anni.", Ground.AGE),
    ("Età compresa tra i 20 e i 35 anni", Ground.AGE),
    ("eta' max 29 anni", Ground.AGE),
    ("Operaio max 30 anni", Ground.AGE),
    ("Non oltre i 40 anni.", Ground.AGE),
    ("Selezioniamo personale dai 20 ai 30 anni", Ground.AGE),
    ("Rivolto a under 30 con voglia di imparare", Ground.AGE),
    ("Candidati nati dopo il 1995", Ground.AGE),
    ("Persona di età non superiore a 45 anni", Ground.AGE),
    ("Cercasi ragazza per ufficio acquisti", Ground.SEX),
    ("Cerchiamo un ragazzo per il magazzino", Ground.SEX),
    ("Solo uomini, lavoro pesante", Ground.SEX),
    ("Riservato a donne", Ground.SEX),
    ("Preferibilmente uomo", Ground.SEX),
    ("Personale di sesso femminile", Ground.SEX),
    ("Si ricerca personale femminile", Ground.SEX),
    ("No donne", Ground.SEX),
    ("Nubile, disponibile a trasferte", Ground.FAMILY),
    ("Senza figli e con disponibilità immediata", Ground.FAMILY),
    ("Libera da impegni familiari", Ground.FAMILY),
    ("Indicare nel curriculum lo stato civile", Ground.FAMILY),
    ("Preferibilmente single", Ground.FAMILY),
    ("Non in stato di gravidanza", Ground.PREGNANCY),
    ("È richiesto un test di gravidanza", Ground.PREGNANCY),
    ("No maternità nei prossimi due anni", Ground.PREGNANCY),
    ("Solo italiani", Ground.ORIGIN),
    ("No stranieri", Ground.ORIGIN),
    ("Astenersi extracomunitari", Ground.ORIGIN),
    ("Solo personale italiano", Ground.ORIGIN),
    ("Persona di religione cattolica", Ground.RELIGION),
    ("No musulmani", Ground.RELIGION),
    ("Cattolico praticante", Ground.RELIGION),
    ("Non iscritto al sindacato", Ground.OPINIONS),
    ("Astenersi sindacalisti", Ground.OPINIONS),
    ("Indicare il proprio orientamento politico", Ground.OPINIONS),
    ("No disabili", Ground.HEALTH),
    ("No categorie protette", Ground.HEALTH),
    ("Dichiarare eventuali malattie", Ground.HEALTH),
    ("Solo persone eterosessuali", Ground.ORIENTATION),
    ("Senza cause in corso con precedenti datori", Ground.PAST),
]
DOUBTFUL = [
    ("Si richiede bella presenza", Ground.APPEARANCE),
    ("Gradevole presenza e cortesia", Ground.APPEARANCE),
    ("Altezza minima 1,75", Ground.APPEARANCE),
    ("Inviare curriculum con foto", Ground.APPEARANCE),
    ("Cerchiamo giovani da formare", Ground.AGE),
    ("Giovane diplomato in meccanica", Ground.AGE),
    ("Ti aspetta un team giovane", Ground.AGE),
    ("Giovane saldatore per il reparto scafo", Ground.AGE),
    ("Cerchiamo ragazzi volenterosi", Ground.AGE),
    ("Segretaria d'officina", Ground.SEX),
    ("Cercasi commessa", Ground.SEX),
    ("Militesente", Ground.MILITARY),
    ("Assolti gli obblighi di leva", Ground.MILITARY),
    ("Automunito", Ground.MEANS),
    ("Serve auto propria", Ground.MEANS),
    ("Madrelingua inglese", Ground.ORIGIN),
    ("Cittadinanza italiana", Ground.ORIGIN),
    ("Residente in zona", Ground.ORIGIN),
    ("Non fumatore", Ground.HEALTH),
    ("Sana e robusta costituzione", Ground.HEALTH),
    ("Fedina penale pulita", Ground.PAST),
    ("Indicare l'ultima retribuzione", Ground.PAST),
    ("Lavoro a capo scoperto, senza velo", Ground.RELIGION),
]
INNOCENT = [
    "Ufficio con bella vista sul mare",
    "Giovane impresa del porto",
    "Siamo una giovane azienda con trent'anni di storia alle spalle",
    "Bella presenza sul mercato internazionale",
    "Cerchiamo una saldatrice o un saldatore",
    "Cerchiamo donne e uomini che amano il mare",
    "Cerchiamo un uomo o una donna di esperienza",
    "Cerchiamo una ragazza o un ragazzo con diploma",
    "Esperienza di almeno 5 anni",
    "Massimo 20 anni di esperienza nel settore",
    "Da 25 anni costruiamo navi",
    "Garanzia fino a 30 anni",
    "Persone di tutte le età e tutte le nazionalità",
    "Senza distinzione di sesso, età, religione o nazionalità",
    "Filettatura con maschi e filiere",
    "Connettori maschio e femmina",
    "Interfaccia uomo-macchina (HMI)",
    "Gestione delle commesse navali",
    "Lavoro su commessa",
    "Segretaria o segretario d'officina",
    "Impresa a conduzione familiare",
    "Contratto a termine in sostituzione di maternità",
    "Congedo di maternità e paternità integrato",
    "Albero a singolo stadio e single sign-on",
    "Iscrizione nelle liste delle categorie protette (legge 68/1999)",
    "Ambiente accessibile, senza barriere per persone con disabilità",
    "Idoneità alla mansione secondo il medico competente",
    "Salute e sicurezza sul lavoro: corso di 8 ore",
    "Presenza costante in cantiere",
    "Altezza minima di sollevamento della gru 12 metri",
    "Lavori in quota con imbracatura",
    "Allegare foto delle saldature eseguite",
    "Automazione di linee e quadri elettrici",
    "Auto aziendale a disposizione",
    "Diploma dell'Università Cattolica o equivalente",
    "Trattamento secondo gli accordi sindacali",
    "Relazioni sindacali corrette",
    "Costruzione di navi militari",
    "Esperienza nella Marina Militare gradita",
    "Clienti stranieri, inglese B2",
    "Documentazione solo in italiano e inglese",
    "Impianti con età compresa tra i 20 e i 30 anni",
    "Incentivo under 35 per chi assume",
    "Pressione under 30 bar",
    "Assistenza anche ai non vedenti",
    "Serve la patente B",
    "Maggiore età richiesta dalla legge per il lavoro notturno",
    "Azienda nata nel 1995",
    "Verifica del velo di saldatura",
    "Ral da 24000 a 28000 euro",
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "ground"), FORBIDDEN)
def test_sentence_that_the_law_forbids(sentence, ground):
    assert ground in {finding.phrase.ground for finding in read(sentence).forbidden}


@pytest.mark.parametrize(("sentence", "ground"), DOUBTFUL)
def test_sentence_that_is_only_doubtful(sentence, ground):
    reading = read(sentence)

    assert ground in {finding.phrase.ground for finding in reading.findings}
    assert reading.forbidden == ()


@pytest.mark.parametrize("sentence", INNOCENT)
def test_sentence_that_is_innocent(sentence):
    assert [finding.words for finding in read(sentence).findings] == []


@pytest.mark.parametrize("sentence", [one for one, _ in FORBIDDEN[:9]])
def test_age_set_by_the_law_itself_is_never_refused(sentence):
    reading = read(sentence, has_age_by_law=True)

    assert reading.forbidden == ()
    assert reading.findings
