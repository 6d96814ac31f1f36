"""Decisions: what each makes of an entry, what prevents it, and how notes are stored."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.decisions import DECISIONS
from denylist.text import iso
from tests.unit.denylist.deciding import MADE, OUTCOMES, STATES
from tests.unit.records import CALLER, DAY, HOUR, NOW, Item, flagged, item
from tests.unit.review_entries.caller import Caller
from tests.unit.starred import starred
from tests.unit.tables import Tables

PENDING = flagged(Status="PENDING", Country="US", NumberType="FIXED_LINE_OR_MOBILE", Reason="shouts")
APPROVED = flagged(Status="APPROVED", ReviewedBy="rolf", ReviewedAt=iso(NOW - HOUR), Version=4)
ENDED = flagged(Status="EXPIRED", Version=4, ReviewedBy="rolf")
LAPSED = flagged(Status="PENDING", ExpiresAt=NOW - 1, Version=4)
REFUSED = flagged(Status="REFUSED", Note="emergency", Version=4)
PROTECTED = item(Status="PROTECTED", Version=4, Term="permanent")


def seen(tables: Tables, number: str = CALLER) -> dict[str, Any]:
    """What a decision left in the table, as plain values."""
    stored = tables.get(number) or {}
    return {name: next(iter(value.values())) for name, value in stored.items()}


# ── Adding ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "spelling",
    [
        CALLER,
        "(206) 555-0142",
        "206.555.0142",
        "\uff11\uff12\uff10\uff16\uff15\uff15\uff15\uff10\uff11\uff14\uff12",
        " +1 206 555 0142 ",
    ],
)
def test_added_number_is_approved_from_the_start(api: Caller, tables: Tables, spelling: str) -> None:
    reply = api.post("/api/entries", {"number": spelling, "term": "30d", "note": "called <b>thrice</b>"})
    assert (reply.status, reply.headers["Location"]) == (201, "entries/%2B12065550142")
    assert reply.json == {
        "number": CALLER, "status": "APPROVED", "denied": True, "version": 1, "expires_at": iso(NOW + 30 * DAY),
        "flagged_by": "rita", "flagged_at": iso(NOW), "flag_count": 0, "contact_id": "", "dialled": "",
        "reason": "called <b>thrice</b>", "category": "", "term": "30d", "source": "console", "reviewed_by": "rita",
        "reviewed_at": iso(NOW), "note": "called <b>thrice</b>", "country": "US",
        "number_type": "FIXED_LINE_OR_MOBILE", "refusal": "",
        "may": reply.json["may"],
    }  # fmt: skip
    assert {"approve", "extend", "expire", "undo", "permanent"} <= {*reply.json["may"]}
    assert api.get("/api/entries", number=spelling).json["entries"] == [reply.json]


def test_number_that_is_added_for_good_has_no_end(api: Caller, tables: Tables) -> None:
    reply = api.post("/api/entries", {"number": CALLER, "term": "permanent"})
    assert (reply.json["denied"], reply.json["expires_at"]) == (True, "")
    assert "ExpiresAt" not in seen(tables)


@pytest.mark.parametrize("former", [ENDED, LAPSED, REFUSED], ids=["ended", "lapsed", "refused"])
def test_added_over_an_entry_that_denies_nobody(api: Caller, tables: Tables, former: Item) -> None:
    tables.put(former)
    unseen = api.post("/api/entries", {"number": CALLER, "term": "7d", "note": "again"})
    assert (unseen.problem, unseen.json["entry"]["version"]) == ((409, "has_entry"), 4)
    other = api.post("/api/entries", {"number": CALLER, "term": "7d", "note": "again", "version": 3})
    assert (other.problem, tables.get()) == ((409, "conflict"), former)
    reply = api.post("/api/entries", {"number": CALLER, "term": "7d", "note": "again", "version": 4})
    assert (reply.status, reply.json["version"], reply.json["status"]) == (201, 5, "APPROVED")
    assert (reply.json["flagged_by"], reply.json["contact_id"]) == ("rita", "")


@pytest.mark.parametrize(
    "number", ["911", "+1911", "anonymous", "day", "agent:maria", "denied", "x", "555-0142", "1" * 100, "٣", "\x00"]
)
def test_what_must_not_be_denied_cannot_be_added(api: Caller, tables: Tables, number: str) -> None:
    reply = api.post("/api/entries", {"number": number, "term": "30d"})
    assert (reply.problem, reply.json["errors"][0]["field"]) == ((422, "invalid"), "number")
    assert not tables.entries()


@pytest.mark.parametrize(("number", "country"), [("+811045000", "JP"), ("+19995550100", "US"), ("+999123456789", "ZZ")])
def test_number_in_no_plan_can_be_added_and_says_so(api: Caller, number: str, country: str) -> None:
    explained = api.get(f"/api/explain/{quote(number)}").json
    assert (explained["because"], explained["doubt"]) == ("no_entry", "no_plan")
    reply = api.post("/api/entries", {"number": number, "term": "30d"})
    assert (reply.status, reply.json["number_type"], reply.json["country"]) == (201, "UNKNOWN", country)


@pytest.mark.parametrize("path", ["/api/entries", "/api/entries/6561234567/protect"])
def test_text_that_could_mean_another_number_is_told_what_it_could(api: Caller, tables: Tables, path: str) -> None:
    added = path == "/api/entries"
    body = {"number": "656-123-4567", "term": "30d"} if added else {"version": 0}
    reply = api.as_("adam").post(path, body)
    assert reply.problem == (422, "ambiguous")
    assert reply.json["readings"] == ["+6561234567"]
    assert not tables.entries()
    explained = api.get("/api/explain/6561234567").json
    assert (explained["decision"], explained["because"], explained["number"]) == ("allow", "ambiguous", "")
    assert explained["readings"] == ["+6561234567"]


# ── Deciding on what is there ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("state", "rule"), OUTCOMES)
def test_decision_is_made_or_refused_as_its_rule_says(api: Caller, tables: Tables, state: str, rule: str) -> None:
    before, adam = STATES[state], api.as_("adam")
    version = int(before.get("Version", {"N": "0"})["N"])
    tables.put(before)
    reply = adam.make(rule, version)
    shown = adam.get("/api/entries", number=CALLER).json["entries"][0]
    if (state, rule) in MADE:
        assert reply.json == shown
        assert (shown["status"], shown["version"]) == (OUTCOMES[state, rule], version + 1)
        assert "undo" in shown["may"]
        return
    assert (reply.problem, reply.json["entry"]) == ((409, OUTCOMES[state, rule]), shown)
    assert tables.entries() == {CALLER: before}


def test_number_that_nobody_knows_is_protected_with_version_0(api: Caller, tables: Tables) -> None:
    reply = api.as_("adam").decide("protect", version=0, note="the fire brigade's desk")
    assert (reply.status, reply.json["status"], reply.json["version"]) == (200, "PROTECTED", 1)
    assert (reply.json["expires_at"], reply.json["denied"], reply.json["source"]) == ("", False, "console")


@pytest.mark.parametrize("action", ["approve", "expire", "extend", "protect"])
def test_decision_on_any_spelling_is_on_the_number(api: Caller, tables: Tables, action: str) -> None:
    tables.put(PENDING)
    reply = api.as_("adam").make(action, 1, number="(206) 555-0142")
    assert (reply.status, reply.json["number"]) == (200, CALLER)
    assert list(tables.entries()) == [CALLER]


# ── What stands in a decision's way ─────────────────────────────────────────────────────────────


def test_what_is_no_number_is_not_approved(api: Caller, tables: Tables) -> None:
    tables.put(item("911", Status="REFUSED", Version=1))
    assert api.on("911", "approve", version=1, term="30d").problem == (409, "not_deniable")


@pytest.mark.parametrize("version", [0, 3, 5, 2**53])
@pytest.mark.parametrize("action", ["approve", "expire", "extend", "protect"])
def test_decision_on_another_version_is_a_conflict_with_the_entry(
    api: Caller, tables: Tables, action: str, version: int
) -> None:
    tables.put(APPROVED)
    reply = api.as_("adam").make(action, version)
    assert reply.problem == (409, "conflict")
    assert reply.json["entry"]["version"] == 4
    assert tables.get() == APPROVED


@pytest.mark.parametrize("action", ["approve", "expire", "extend", "undo", "unprotect"])
@pytest.mark.parametrize("number", [CALLER, "911", "day", "x"])
def test_decision_on_an_unknown_number(api: Caller, tables: Tables, action: str, number: str) -> None:
    reply = api.as_("adam").make(action, 0, number=number)
    assert reply.problem == (404, "unknown_number")
    assert not tables.entries()


def test_protection_of_an_unknown_number_with_another_version_is_a_conflict(api: Caller, tables: Tables) -> None:
    reply = api.as_("adam").decide("protect", version=3)
    assert (reply.problem, "entry" in reply.json) == ((409, "conflict"), False)
    assert not tables.entries()


@pytest.mark.parametrize("number", ["911", "x", "anonymous"])
def test_what_is_no_number_cannot_be_protected(api: Caller, tables: Tables, number: str) -> None:
    assert api.as_("adam").on(number, "protect", version=0).problem == (422, "invalid")
    assert not tables.entries()


@given(text=starred, action=st.sampled_from([*DECISIONS]))
def test_text_with_a_star_decides_about_no_number(api: Caller, tables: Tables, text: str, action: str) -> None:
    tables.put(flagged())
    reply = api.as_("adam").make(action, 1, number=text)
    assert reply.status in {404, 422}
    assert api.get("/api/entries", number=text).json.get("entries", []) == []
    assert list(tables.entries().values()) == [flagged()]


def test_entry_under_a_rule_can_be_looked_at_and_not_approved(api: Caller, tables: Tables) -> None:
    tables.put(item("+1900*", Status="REFUSED", Note="star", Version=1))
    entry = api.get("/api/entries", number="+1900*").json["entries"][0]
    assert (entry["refusal"], entry["may"]) == ("star", [])
    assert api.make("approve", 1, number="+1900*").problem == (409, "not_deniable")
    assert api.get(f"/api/explain/{quote('+1900*', safe='')}").json["because"] == "not_a_number"


# ── Notes ───────────────────────────────────────────────────────────────────────────────────────

NOTES = {
    '<script>alert(1)</script> & "q"': '<script>alert(1)</script> & "q"',
    "one\r\nBcc: all\ttwo\x00\x1b[31m": "one Bcc: all two[31m",
    "paid \u202e0001\u202c \u200b$": "paid 0001 $",
    "half\u2028past\u2029six\ue000": "half past six",
    "  \n ": "",
    "😀👩\u200d🚒": "😀👩\u200d🚒",
    "한글 메모": "한글 메모",
    "n" * 300: "n" * 300,
    "={1+1}": "={1+1}",
}  # fmt: skip


@pytest.mark.parametrize(("note", "kept"), NOTES.items(), ids=[repr(note)[:20] for note in NOTES])
def test_note_is_one_line_of_what_was_written(api: Caller, tables: Tables, note: str, kept: str) -> None:
    tables.put(PENDING)
    reply = api.decide("approve", version=1, term="30d", note=note)
    assert reply.json["note"] == kept
    assert seen(tables).get("Note", "") == kept
    assert reply.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("note", ["n" * 301, "😀" * 301, " " * 301])
def test_note_of_301_characters_is_refused(api: Caller, tables: Tables, note: str) -> None:
    tables.put(PENDING)
    assert api.decide("approve", version=1, term="30d", note=note).problem == (422, "invalid")
    assert tables.get() == PENDING
