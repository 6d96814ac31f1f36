"""The console has words in every language for each code that the API can answer, so that it never shows a code."""

import json
from pathlib import Path
from typing import get_args

import pytest
from phonenumbers import PhoneNumberType

from denylist.categories import CATEGORIES
from denylist.decisions import DECISIONS
from denylist.entries import STATUSES
from denylist.events import Change
from denylist.history import TIME_TO_LIVE, UNKNOWN
from denylist.languages import LANGUAGES
from denylist.refusals import RESULTS, Refusal
from denylist.rights import GROUPS
from denylist.terms import TERMS
from review_entries.explain import Explanation
from review_entries.models import Action
from review_entries.problems import CODES

WORDS = Path(__file__).parents[3] / "console" / "src" / "words"
CODES_BY_STEM = {
    "problem": CODES,
    "refusal": {*(refusal for refusal in Refusal if refusal.is_stored), "other"},
    "status": {*STATUSES, "other"},
    "tab": STATUSES,
    "hint": STATUSES,
    "event": {*Change, "other"},
    "term": set(TERMS),
    "source": set(LANGUAGES["en"].SOURCES),
    "type": {PhoneNumberType.to_string(kind) for kind in PhoneNumberType.values()},
    "because": set(get_args(Explanation.model_fields["because"].annotation)),
    "actor": {UNKNOWN, TIME_TO_LIVE},
    "group": set(GROUPS),
    "category": set(CATEGORIES),
    "result": set(RESULTS),
    "why": {"no_endpoint", *(refusal for refusal in Refusal if not refusal.is_stored)},
    "invalid": {"number", "note"},
}


def words(language: str) -> dict[str, object]:
    read: dict[str, object] = json.loads((WORDS / f"{language}.json").read_text("utf-8"))
    return read


@pytest.mark.parametrize("language", sorted(path.stem for path in WORDS.glob("*.json")))
@pytest.mark.parametrize("stem", CODES_BY_STEM)
def test_every_code_has_words(language: str, stem: str) -> None:
    said = words(language)
    assert {code for code in CODES_BY_STEM[stem] if not said.get(f"{stem}.{code}")} == set()


@pytest.mark.parametrize("action", get_args(Action.__value__))
def test_every_action_has_a_button(action: str) -> None:
    name = "undo.last" if action == "undo" else action
    assert all(words(path.stem).get(name) for path in WORDS.glob("*.json"))


@pytest.mark.parametrize("name", [name for name in DECISIONS if name not in {"add", "undo"}])
def test_every_decision_has_words_for_its_dialog_and_for_what_came_of_it(name: str) -> None:
    wanted = {
        f"{name}.{part}"
        for part in ("one", "several", "count", "term" if "term" in DECISIONS[name].takes else "effect")
    }
    assert all(wanted <= words(path.stem).keys() for path in WORDS.glob("*.json"))


def test_mail_and_console_know_the_same_languages() -> None:
    assert {path.stem for path in WORDS.glob("*.json")} == set(LANGUAGES)
