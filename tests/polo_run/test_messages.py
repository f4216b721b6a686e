import io

import pytest
from babel.messages.catalog import Catalog

from polo import messages

TEMPLATE = """{% load i18n %}
<h1>{% translate "Corsi" %}</h1>
    {% if x %}
  {% blocktranslate trimmed with name=row.name %}
    Ciao {{ name }},
    benvenuta
  {% endblocktranslate %}{% endif %}
{% blocktranslate count n=rows|length %}{{ n }} corso{% plural %}{{ n }} corsi{% endblocktranslate %}
{{ _("Avanti")|upper }} {% translate "Maggio" context "mese" %} {# un commento (non chiuso #}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
label = _("Nome")
text = ngettext("%(n)d ora", "%(n)d ore", n)
month = pgettext_lazy("mese", "Giugno")
other = _(variable)
"""


@pytest.fixture
def tree(tmp_path, monkeypatch):
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "a.py").write_text(CODE)
    (tmp_path / "core" / "migrations").mkdir()
    (tmp_path / "core" / "migrations" / "0001.py").write_text('_("Vecchio")')
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    return tmp_path


def texts(catalogue):
    return {(message.id, message.context) for message in catalogue if message.id}


def test_extract_finds_the_texts_of_code_and_templates(tree):
    assert texts(messages.extract()) == {
        ("Nome", None),
        (("%(n)d ora", "%(n)d ore"), None),
        ("Giugno", "mese"),
        ("Corsi", None),
        ("Ciao %(name)s, benvenuta", None),
        (("%(n)s corso", "%(n)s corsi"), None),
        ("Avanti", None),
        ("Maggio", "mese"),
    }


def test_main_keeps_translations_drops_old_texts_and_takes_new_ones(tree, capsys):
    po = tree / "locale" / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text('msgid ""\nmsgstr ""\n\nmsgid "Nome"\nmsgstr "Name"\n\nmsgid "Sparito"\nmsgstr "Gone"\n')
    extra = tree / "extra"
    extra.mkdir()
    (extra / "front.po").write_text(
        'msgid "Corsi"\nmsgstr "Courses"\n\nmsgid "%(n)d ora"\nmsgid_plural "%(n)d ore"\n'
        'msgstr[0] "%(n)d hour"\nmsgstr[1] "%(n)d hours"\n'
    )

    assert messages.main(["--from", str(extra)]) == 0

    written = po.read_text()
    known = {message.id: message.string for message in messages.read(po) if message.id and any(message.string)}
    assert known == {"Nome": "Name", "Corsi": "Courses", ("%(n)d ora", "%(n)d ore"): ("%(n)d hour", "%(n)d hours")}
    assert "Sparito" not in written
    assert "Date" not in written
    assert "#: templates/a.html\n" in written
    assert po.with_suffix(".mo").exists()
    assert "8 texts, 5 problems" in capsys.readouterr().out
    assert messages.main(["--check"]) == 1
    assert po.read_text() == written


def test_write_twice_changes_nothing(tree):
    po = tree / "locale" / "en" / "LC_MESSAGES" / "django.po"

    messages.main([])
    first = po.read_bytes()
    messages.main([])

    assert po.read_bytes() == first


def test_problems_names_what_is_wrong():
    catalogue = Catalog(locale="en")
    catalogue.add("Ciao %(name)s", "Hello %(nome)s")
    catalogue.add("Sì", "Yes", flags=["fuzzy"])
    catalogue.add("No", "")
    catalogue.add(("%(n)s corso", "%(n)s corsi"), ("one course", "%(n)s courses"))
    catalogue.add(("%(n)s ora", "%(n)s ore"), ("one hour", "%(m)s hours"))
    catalogue.add("{n} posti", "{n} seats")

    assert messages.problems(catalogue) == [
        "other placeholders: Ciao %(name)s",
        "fuzzy: Sì",
        "no translation: No",
        "other placeholders: ('%(n)s ora', '%(n)s ore')",
    ]


def test_compile_writes_only_what_is_newer(tree):
    po = tree / "locale" / "en" / "LC_MESSAGES" / "django.po"
    messages.main([])

    assert messages.compile_catalogues() == []
    po.with_suffix(".mo").unlink()
    assert messages.compile_catalogues() == [po]
    assert list(po.parent.glob("*.part")) == []


def test_read_of_no_file_is_empty(tree):
    assert len(messages.read(tree / "none.po")) == 0
    assert isinstance(messages._code(tree / "core" / "a.py"), io.BytesIO)


def test_main_compiles_the_catalogue_written_by_hand_and_leaves_it_alone(tree):
    po = tree / "locale" / "it" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    words = '# By hand\nmsgid ""\nmsgstr ""\n\nmsgid "January"\nmsgstr "gennaio"\n'
    po.write_text(words)

    messages.main([])

    assert po.read_text() == words
    assert b"gennaio" in po.with_suffix(".mo").read_bytes()
