"""Every text of the portal exists in English too: none missing, none uncertain, none that lost a placeholder.

To collect new texts: `python -m polo.messages` (or `make messages`), then translate what it lists.
"""

import re

from polo import messages


def test_every_text_has_its_translation():
    po = messages.LOCALE / "en" / "LC_MESSAGES" / "django.po"

    assert messages.problems(messages.merge(into=po, extra=[])) == []


def test_catalogue_holds_no_text_that_is_gone():
    po = messages.LOCALE / "en" / "LC_MESSAGES" / "django.po"
    today = {messages._key(message) for message in messages.extract() if message.id}

    assert [message.id for message in messages.read(po) if message.id and messages._key(message) not in today] == []


def test_no_translation_is_said_twice():
    """What a merge of two branches once made of three mails: the same words, and then the same words again."""
    po = messages.LOCALE / "en" / "LC_MESSAGES" / "django.po"
    said = [text for one in messages.read(po) if one.id for text in _texts(one.string)]

    assert [text for text in said if len(text) > 6 and text[: len(text) // 2] == text[len(text) // 2 :]] == []


def test_a_place_of_a_course_is_a_place_everywhere():
    """As docs/glossary.md says; who reads "seat" on one page and "place" on the next takes them for two things."""
    po = messages.LOCALE / "en" / "LC_MESSAGES" / "django.po"
    said = [text for one in messages.read(po) if one.id for text in _texts(one.string)]

    assert [text for text in said if re.search(r"(?<!\()\bseats?\b", text, re.IGNORECASE)] == []


def _texts(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)
