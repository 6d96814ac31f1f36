"""The sample data is believable: real numbering plans, numbers reserved for fiction, and every state of an entry."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import phonenumbers
import pytest

from denylist.categories import CATEGORIES
from denylist.numbers import Number, judge
from denylist.refusals import Refusal
from denylist.terms import TERMS, asked
from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.embedded import demo, lab
from tools.embedded.api import Api
from tools.embedded.lab.cases import Calls, Case, Claim, Decision, read_cases
from tools.embedded.lab.desk.desk import TEXTS
from tools.embedded.lab.fill import Doors, fill
from tools.embedded.stack import Stack
from tools.embedded.users import PEOPLE

CASES = read_cases()
CLAIMS = [claim for case in CASES for claim in case.flags]
STEPS = [(case, step) for case in CASES for step in case.then]
DECISIONS = [(case, step) for case, step in STEPS if isinstance(step, Decision)]
FOLDERS = [*(Path(package.__path__[0]) / "texts" for package in (demo, lab)), TEXTS]
ACTIONS = {"add", "approve", "expire", "extend", "protect"}


def deniable(case: Case) -> bool:
    judged = judge(case.typed or case.number, "US")
    return isinstance(judged, Number) and not judged.doubt


@pytest.mark.parametrize("case", [case for case in CASES if deniable(case)], ids=lambda case: case.number)
def test_number_is_itself_in_e164_wherever_the_stack_is(case: Case) -> None:
    for region in ("US", "KR"):
        judged = judge(case.typed or case.number, region)
        assert isinstance(judged, Number)
        assert judged.e164 == case.number


def test_numbers_are_of_four_countries_and_no_story_begins_twice() -> None:
    parsed = [phonenumbers.parse(case.number) for case in CASES if deniable(case)]
    assert {phonenumbers.region_code_for_number(number) for number in parsed} == {"US", "GB", "DE", "KR"}
    begun = [case.number for case in CASES if case.is_claimed]
    assert len(set(begun)) == len(begun)


@pytest.mark.parametrize("case", [case for case in CASES if deniable(case)], ids=lambda case: case.number)
def test_number_is_kept_for_fiction_or_belongs_to_nobody(case: Case) -> None:
    """The sources are in tools/embedded/lab/cases.py. Of the toll-free numbers, only 800-555-0199 is for fiction."""
    fiction = r"\+1(?!800)\d{3}55501\d\d|\+18005550199|\+44(2079460|1614960)\d{3}"
    germany, korea = r"\+49(3023125|6990009)\d{3}|\+491713920\d{3}", r"\+8210[01]\d{7}"
    assert re.fullmatch(f"{fiction}|{germany}|{korea}", case.number)


def test_what_is_typed_and_refused_is_refused_for_two_reasons() -> None:
    judged = [judge(case.typed, "US") for case in CASES if not deniable(case)]
    refused = {number.doubt if isinstance(number, Number) else number for number in judged}
    assert refused == {Refusal.NO_PLAN, Refusal.WITHHELD}


def test_categories_terms_people_and_actions_are_those_that_there_are() -> None:
    assert {claim.category for claim in CLAIMS} == {*CATEGORIES}
    assert all(asked(claim.term, "30d") for claim in CLAIMS)
    assert {step.action for _, step in DECISIONS} == ACTIONS
    assert all(step.term in {"", *TERMS} for _, step in DECISIONS)
    assert all("admins" in PEOPLE[step.by] for _, step in DECISIONS if step.action == "protect")


def test_several_agents_give_reasons_in_both_languages() -> None:
    assert len({claim.agent for claim in CLAIMS}) > 3
    reasons = [claim.reason for claim in CLAIMS if claim.way == "form"]
    assert {reason.isascii() for reason in reasons} == {True, False}
    assert all(0 < len(reason) <= 200 for reason in reasons)


WAYS = {"quick connect": "flag_number", "form": "after_call"}


def asked_by(flow: str) -> dict[str, str]:
    """All attributes that a flow passes to `add_number`, at once or later."""
    actions = json.loads((ROOT / "flows" / f"{flow}.json").read_text("utf-8"))["Actions"]
    told = [action["Parameters"] for action in actions if action["Type"] == "InvokeLambdaFunction"]
    return {name: value for each in told for name, value in each["LambdaInvocationAttributes"].items()}


def terms_of(flow: str) -> set[str]:
    """The terms that an agent can choose in a flow."""
    texts = [path.read_text("utf-8") for path in (ROOT / "flows").rglob("*.json")]
    own = next(text for text in texts if text == (ROOT / "flows" / f"{flow}.json").read_text("utf-8"))
    view = "".join(text for text in texts if '"Name": "Term"' in text) if flow == "after_call" else ""
    return {term or "" for term in re.findall(r'"(?:Term|Value)": "(\d+[hd])"', own + view)} | {""}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.agent}, {claim.way}")
def test_flag_holds_only_what_its_way_can_carry(claim: Claim) -> None:
    asked = asked_by(WAYS[claim.way])
    assert claim.term in terms_of(WAYS[claim.way])
    assert not claim.reason or "Reason" in asked
    sent: list[dict[str, Any]] = []

    def invoke(_: str, event: dict[str, Any]) -> dict[str, str]:
        sent.append(event)
        return {"Success": "true"}

    Doors(SimpleNamespace(outputs={"AddNumberArn": ""}, invoke=invoke)).flag("+12065550142", claim)  # type: ignore[arg-type]
    told = sent[0]["Details"]["Parameters"]
    assert told.keys() <= asked.keys()
    assert told.get("Source") == asked.get("Source")


def test_demo_flags_by_quick_connect_alone() -> None:
    """The demo runs the real flow, which carries no reason."""
    story = (ROOT / "tools" / "embedded" / "demo" / "story.py").read_text("utf-8")
    assert "Reason" not in story


def test_something_lapses_soon_and_something_is_flagged_twice() -> None:
    assert [case.number for case in CASES if 0 < case.minutes < 60]
    assert [case.number for case in CASES if len(case.flags) > 1]
    assert sum(step.calls for _, step in STEPS if isinstance(step, Calls)) > 20


@dataclass
class Played(Doors):
    """Doors that record what went through them; what is flagged or typed is in the table at once."""

    held: set[str] = field(default_factory=set)
    noted: list[tuple[str, str]] = field(default_factory=list)

    def item(self, number: str) -> dict[str, Any]:
        return {"Status": {"S": "PENDING"}} if number in self.held else {}

    def flag(self, number: str, claim: Claim) -> None:
        assert claim.agent
        self.held.add(number)
        self.noted.append((number, "flag"))

    def type_in(self, case: Case) -> None:
        self.held.add(case.number)
        self.noted.append((case.number, "type"))

    def call(self, number: str) -> None:
        self.noted.append((number, "call"))

    def decide(self, number: str, decision: Decision) -> None:
        self.held.add(number)
        self.noted.append((number, decision.action))


def play(monkeypatch: pytest.MonkeyPatch, *, people: bool = True) -> Played:
    users = [{"username": name, "password": "x", "groups": groups} for name, groups in PEOPLE.items()]
    played = Played(Stack("", "", {}, "", users if people else []))  # type: ignore[arg-type]
    monkeypatch.setattr("tools.embedded.lab.fill.Doors", lambda _: played)
    return played


def test_everything_happens_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch)
    assert fill(played.stack, CASES) == len({case.number for case in CASES})
    of_one = [what for number, what in played.noted if number == "+441614960321"]
    assert of_one == ["flag", *["call"] * 6, "approve", "extend"]
    before = list(played.noted)
    assert fill(played.stack, CASES) == 0
    assert played.noted == before


def test_decisions_are_left_to_people_who_sign_in_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    played = play(monkeypatch, people=False)
    fill(played.stack, CASES)
    assert {what for _, what in played.noted} == {"flag", "type", "call"}


def test_decision_is_made_on_the_version_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, Any]] = []
    answers = {"/api/entries/%2B1206": (200, {"entry": {"version": 7}}), "/api/entries/%2B1800": (404, {})}

    def post(_: Api, path: str, body: object) -> tuple[int, Any]:
        sent.append((path, body))
        return (200, {}) if len(sent) < 3 else (409, {"code": "conflict"})

    monkeypatch.setattr(Api, "get", lambda _, path: answers[path])
    monkeypatch.setattr(Api, "post", post)
    monkeypatch.setattr("tools.embedded.lab.fill.api_as", lambda *_: Api("http://127.0.0.1:1/"))
    doors = Doors(Stack("", "", {}, ""))
    doors.decide("+1206", Decision("rita", "approve", "why", "30d"))
    doors.decide("+1800", Decision("adam", "protect"))
    assert sent == [
        ("/api/entries/%2B1206/approve", {"version": 7, "note": "why", "term": "30d"}),
        ("/api/entries/%2B1800/protect", {"version": 0, "note": ""}),
    ]
    with pytest.raises(LocalError, match=r"add of \+1206 was answered with 409: .*conflict"):
        doors.decide("+1206", Decision("rita", "add", "", "30d"))


@pytest.mark.parametrize("folder", FOLDERS, ids=["demo", "lab", "desk"])
def test_languages_have_the_same_words_and_gaps(folder: Path) -> None:
    english, korean = (json.loads((folder / f"{name}.json").read_text("utf-8")) for name in ("en", "ko"))
    assert list(english) == list(korean)
    for name, words in english.items():
        if isinstance(words, str):
            assert gaps(words) == gaps(korean[name]), name


def gaps(words: str) -> set[str]:
    return {part.split("}")[0] for part in words.split("{")[1:]}
