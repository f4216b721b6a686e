"""A declaration with a hole is found: each way of forgetting something has its words."""

from typing import ClassVar

import pytest
from django.db import models
from django.test.utils import isolate_apps

from accounts.models import User
from core import privacy
from core.privacy import Anonymise, Delete, Keep, Retention, WithAccount, gaps_of


def person_key():
    return models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")


@pytest.fixture
def model():
    """A diary with a person and a text, whose declaration each test writes."""
    with isolate_apps("core"):

        class Diary(models.Model):
            person = person_key()
            text = models.TextField()

            class Meta:
                app_label = "core"

            def __str__(self):
                return self.text

        yield Diary


class Complete:
    personal: ClassVar = {"person", "text"}
    plain: ClassVar = {"id"}
    subject = ("person",)
    purpose = "remember"
    erasure = Delete()
    retention = WithAccount("as long as the account")


def test_gaps_of_a_model_without_a_declaration(model):
    assert gaps_of(model) == ["has no Privacy"]


def test_gaps_of_a_complete_declaration(model):
    model.Privacy = Complete

    assert gaps_of(model) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"personal": {"person"}}, ["text: unlisted or unknown"]),
        ({"plain": {"id", "text"}}, ["text: both personal and plain"]),
        ({"plain": {"id", "old"}}, ["old: unlisted or unknown"]),
        (
            {"personal": {"text"}, "plain": {"id", "person"}},
            ["person: a key to a person is personal", "person: leads to the person, so it is personal"],
        ),
        ({"subject": ()}, ["text: personal, and no subject"]),
        ({"purpose": ""}, ["purpose: why is it kept?"]),
        ({"erasure": None}, ["erasure: delete, anonymise or keep?"]),
        ({"erasure": Keep("law")}, ["erasure: text would stay"]),
        ({"erasure": Anonymise({})}, ["erasure: text would stay"]),
        ({"erasure": Anonymise({"text": "", "old": ""})}, ["erasure: no field old"]),
        ({"erasure": Anonymise({}, keeping=frozenset({"text"}))}, ["erasure: why are fields kept?"]),
        ({"erasure": Anonymise({}, keeping=frozenset({"text"}), why="law")}, []),
        ({"addresses": ("text",)}, ["by_address: delete, anonymise or keep?"]),
        ({"addresses": ("text",), "by_address": Anonymise({})}, ["by_address: text would stay"]),
        ({"retention": None}, ["retention: how long is it kept?"]),
        ({"retention": Retention("why", months=3)}, ["retention: from which date do the months count?"]),
        (
            {"retention": Retention("why", months=3, after="id", then=Anonymise({"old": ""}))},
            ["retention: no field old"],
        ),
        ({"retention": Retention("why", months=3, after="id", then=Delete())}, []),
        ({"withheld": {"old": "key"}}, ["old: told of, but no such field"]),
    ],
)
def test_gaps_of_a_declaration_with_a_hole(model, changes, expected):
    model.Privacy = type("Privacy", (Complete,), changes)

    assert gaps_of(model) == expected


def test_declarations_of_packages_come_first(model, monkeypatch):
    monkeypatch.setattr(privacy, "_declared", {"core.Diary": Complete})

    assert gaps_of(model) == []
