"""Requests that come twice, decisions that are undone, and two reviewers who decide at once."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from denylist.decisions import DECISIONS
from denylist.entries import STATUSES
from tests.unit.denylist.deciding import MADE, STATES
from tests.unit.records import CALLER, DAY, HOUR, NOW, Item, flagged, item
from tests.unit.review_entries.caller import Caller
from tests.unit.review_entries.test_deciding import APPROVED, ENDED, PENDING, PROTECTED
from tests.unit.tables import Tables

pytestmark = pytest.mark.slow

# ── The same request again ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("state", "rule"), MADE)
def test_decision_whose_answer_was_lost_is_made_once(
    api: Caller, tables: Tables, clock: Callable[[float], None], state: str, rule: str
) -> None:
    tables.put(STATES[state])
    version, adam = _shown(api)["version"], api.as_("adam")
    first = adam.make(rule, version)
    made = tables.entries()
    clock(NOW + 5)
    assert adam.make(rule, version) == first
    assert tables.entries() == made


@pytest.mark.parametrize("before", [None, ENDED], ids=["unknown", "ended"])
def test_addition_whose_answer_was_lost_is_made_once(
    api: Caller, tables: Tables, clock: Callable[[float], None], before: Item | None
) -> None:
    tables.put(*([before] if before else []))
    seen = {"version": 4} if before else {}
    body = {"number": "206 555 0142", "term": "30d", "note": "shouts", **seen}
    first = api.post("/api/entries", body)
    made = tables.entries()
    clock(NOW + 5)
    assert (first.status, api.post("/api/entries", body)) == (201, first)
    assert tables.entries() == made


def test_protection_of_an_unknown_number_whose_answer_was_lost_is_made_once(api: Caller, tables: Tables) -> None:
    first = api.as_("adam").decide("protect", version=0)
    assert (first.status, api.as_("adam").decide("protect", version=0)) == (200, first)


def test_addition_by_somebody_else_is_not_taken_for_ones_own(api: Caller) -> None:
    body = {"number": CALLER, "term": "30d", "note": ""}
    assert api.post("/api/entries", body).status == 201
    assert api.as_("rolf").post("/api/entries", body).problem == (409, "in_force")
    assert api.post("/api/entries", {**body, "term": "7d"}).problem == (409, "in_force")
    assert api.post("/api/entries", {**body, "note": "x"}).problem == (409, "in_force")


@pytest.mark.parametrize(
    ("who", "body"),
    [("rolf", {"term": "30d"}), ("rita", {"term": "7d"}), ("rita", {"term": "30d", "note": "x"})],
    ids=["somebody else", "another term", "another note"],
)
def test_what_differs_is_another_decision(api: Caller, tables: Tables, who: str, body: dict[str, Any]) -> None:
    tables.put(PENDING)
    first = api.decide("approve", version=1, term="30d")
    reply = api.as_(who).decide("approve", version=1, **body)
    assert (reply.problem, reply.json["entry"]) == ((409, "conflict"), first.json)


def test_repeat_after_something_else_happened_is_a_conflict(api: Caller, tables: Tables) -> None:
    tables.put(PENDING)
    assert api.decide("approve", version=1, term="30d").status == 200
    assert api.as_("rolf").decide("expire", version=2).status == 200
    assert api.decide("approve", version=1, term="30d").problem == (409, "conflict")


# ── Taken back ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("state", "rule"), MADE)
def test_undone_decision_leaves_what_there_was(api: Caller, tables: Tables, state: str, rule: str) -> None:
    tables.put(STATES[state])
    was = _shown(api)
    made = api.as_("adam").make(rule, was["version"]).json
    undone = api.as_("adam").decide("undo", version=made["version"])
    assert undone.status == 200
    assert {name: undone.json[name] for name in ("denied", "expires_at", "term")} == {
        name: was[name] for name in ("denied", "expires_at", "term")
    }
    assert undone.json["status"] == (was["status"] if was["status"] not in {"", "FLAGGED"} else "PENDING")
    assert (undone.json["version"], "undo" in undone.json["may"]) == (made["version"] + 1, False)
    given_back = ("reviewed_by", "reviewed_at", "note", "refusal")
    assert {name: undone.json[name] for name in given_back} == {name: was[name] for name in given_back}


@pytest.mark.parametrize(
    ("before", "action"), [(PENDING, "protect"), (item(Status="PROTECTED", Version=1), "unprotect")]
)
def test_protection_is_offered_back_to_those_who_may_protect(
    api: Caller, tables: Tables, before: Item, action: str
) -> None:
    tables.put(before)
    assert "undo" in api.as_("adam").decide(action, version=1).json["may"]
    assert "undo" in _shown(api.as_("adam"))["may"]
    assert "undo" not in _shown(api.as_("rita"))["may"]


@pytest.mark.parametrize(("before", "action"), [(PENDING, "protect"), (PROTECTED, "unprotect")])
def test_protection_is_taken_back_by_admins_alone(api: Caller, tables: Tables, before: Item, action: str) -> None:
    tables.put(before)
    version = api.as_("adam").decide(action, version=int(before["Version"]["N"])).json["version"]
    made = tables.entries()
    assert api.decide("undo", version=version).problem == (403, "group")
    assert tables.entries() == made
    assert api.as_("adam").decide("undo", version=version).status == 200


@pytest.mark.parametrize("version", [0, 1, 3])
def test_undo_of_another_version_is_a_conflict(api: Caller, tables: Tables, version: int) -> None:
    tables.put(PENDING)
    api.decide("approve", version=1, term="30d")
    assert api.decide("undo", version=version).problem == (409, "conflict")


def test_undo_is_possible_once_and_changes_nothing_when_it_comes_again(api: Caller, tables: Tables) -> None:
    tables.put(PENDING)
    api.decide("approve", version=1, term="30d")
    undone = api.decide("undo", version=2)
    left = tables.entries()
    again = api.decide("undo", version=2)
    assert again.status in {200, 409}
    assert again.json.get("entry", again.json) == undone.json
    assert api.decide("undo", version=3).problem == (409, "nothing_to_undo")
    assert tables.entries() == left


def test_decision_that_a_flag_came_after_is_not_taken_back(api: Caller, tables: Tables) -> None:
    tables.put(APPROVED)
    version = api.decide("extend", version=4, term="30d").json["version"]
    made = tables.get() or {}
    tables.put({**made, "Version": {"N": str(version + 1)}, "FlagCount": {"N": "2"}})
    assert "undo" not in _shown(api)["may"]
    assert api.decide("undo", version=version + 1).problem == (409, "nothing_to_undo")


def test_undo_does_not_revive_an_end_that_has_passed(
    api: Caller, tables: Tables, clock: Callable[[float], None]
) -> None:
    tables.put(flagged(Status="PENDING", ExpiresAt=NOW + HOUR))
    api.decide("approve", version=1, term="30d")
    clock(NOW + 2 * HOUR)
    undone = api.decide("undo", version=2).json
    assert (undone["status"], undone["denied"]) == ("PENDING", False)


# ── Any entry, any two reviewers ────────────────────────────────────────────────────────────────

ENDS = st.sampled_from([None, 1, NOW - 1, NOW, NOW + 1, NOW + DAY, NOW + 400 * DAY, 10**12, {"S": "tomorrow"}])
ENTRIES = st.builds(
    lambda status, end, version, count: item(Status=status, ExpiresAt=end, Version=version, FlagCount=count, Term="7d"),
    status=st.sampled_from([None, "WHATEVER", *sorted(STATUSES)]),
    end=ENDS,
    version=st.sampled_from([None, 1, 2, 41]),
    count=st.sampled_from([None, 3]),
)
ACTIONS = st.sampled_from([name for name in DECISIONS if name != "undo"])
TERMS = st.sampled_from(["24h", "30d", "permanent"])
ASKED = st.tuples(ACTIONS, TERMS)


def _shown(api: Caller) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/api/entries", number=CALLER).json["entries"][0]
    return found


def _facts(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without `may`, which depends on who asks."""
    return {name: value for name, value in entry.items() if name != "may"}


@settings(max_examples=20)
@given(entry=ENTRIES, one=ASKED, other=ASKED)
def test_of_two_who_decide_on_one_version_one_wins(
    api: Caller, tables: Tables, entry: Item, one: tuple[str, str], other: tuple[str, str]
) -> None:
    first, second = api.as_("adam"), api.as_("anna")
    version = int(entry.get("Version", {"N": "0"})["N"])
    tables.put(entry)
    assume(second.make(other[0], version, other[1]).status < 400)
    tables.put(entry)
    read = api.app.STORE.get(CALLER)
    won = first.make(one[0], version, one[1])
    assume(won.status < 400)
    made = tables.entries()
    with pytest.MonkeyPatch.context() as patch:
        # The second has read the entry already, and writes only now.
        patch.setattr(api.app.STORE, "get", lambda _number: read)
        lost = second.make(other[0], version, other[1])
    assert lost.problem == (409, "conflict")
    assert _facts(lost.json["entry"]) == _facts(won.json) == _facts(_shown(api))
    assert tables.entries() == made


@settings(max_examples=20)
@given(entry=ENTRIES, one=ASKED, other=ASKED.filter(lambda asked: asked[0] != "add"))
def test_second_decision_on_a_version_gets_the_first_ones_entry(
    api: Caller, tables: Tables, entry: Item, one: tuple[str, str], other: tuple[str, str]
) -> None:
    version = int(entry.get("Version", {"N": "0"})["N"])
    tables.put(entry)
    won = api.as_("adam").make(one[0], version, one[1])
    assume(won.status < 400)
    lost = api.as_("anna").make(other[0], version, other[1])
    assert lost.status == 409
    assert _facts(lost.json["entry"]) == _facts(won.json) == _facts(_shown(api))


@settings(max_examples=20)
@given(entry=ENTRIES, action=ACTIONS, term=TERMS)
def test_any_decision_taken_back_denies_as_before(
    api: Caller, tables: Tables, entry: Item, action: str, term: str
) -> None:
    adam = api.as_("adam")
    tables.put(entry)
    was = _shown(api)
    made = adam.make(action, was["version"], term)
    assume(made.status < 400)
    assert "undo" in made.json["may"]
    undone = adam.decide("undo", version=made.json["version"]).json
    # Undoing brings protection back, but not an end that was typed beside it.
    end = "" if was["status"] == "PROTECTED" else was["expires_at"]
    assert (undone["denied"], undone["expires_at"]) == (was["denied"], end)
