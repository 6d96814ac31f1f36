"""A cursor leads on through the list that it came with, and to nothing else, even if it is made up."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.tables.listing import Place
from denylist.text import iso
from review_entries import cursors
from review_entries.problems import ProblemError
from tests.tokens import encoded
from tests.unit.records import CALLER, NOW, flagged
from tests.unit.review_entries.caller import Caller
from tests.unit.tables import Tables

NO_CURSORS = {
    "empty": "",
    "word": "next",
    "no JSON": encoded(b"{"),
    "no list": encoded(b'{"number": "+1"}'),
    "one": encoded(b'["+1"]'),
    "three": encoded(b'["+1", "a", "b"]'),
    "numbers": encoded(b"[1, 2]"),
    "nothing": encoded(b'["", ""]'),
    "deep": encoded(b"[" * 2900),
    "half a character": encoded(b'["+1", "\\ud800"]'),
    "no UTF-8": encoded(b'["+1", "\xff"]'),
    "too long a time": encoded(json.dumps(["+1", "a" * 1025]).encode()),
    "too long a time in bytes": encoded(json.dumps(["+1", "가" * 342], ensure_ascii=False).encode()),
    "too long a number": encoded(json.dumps(["+" * 2049, "a"]).encode()),
    "not of the alphabet": "+/+/",
    "spaces": "WyIr MSIs ICIyMDI2Il0",
    "truncated": str(cursors.write(Place(CALLER, iso(NOW))))[:-3],
    "huge": "A" * 5000,
}


@pytest.mark.parametrize("cursor", NO_CURSORS.values(), ids=NO_CURSORS.keys())
def test_what_is_no_cursor_is_named(api: Caller, cursor: str) -> None:
    reply = api.get("/api/entries", cursor=cursor)
    assert (reply.problem, [error["field"] for error in reply.json["errors"]]) == ((422, "invalid"), ["cursor"])


def test_cursor_of_another_status_or_made_up_leads_to_nothing_but_this_list(api: Caller, tables: Tables) -> None:
    tables.put(*(flagged(f"+1206555{n}", Status="PENDING", FlaggedAt=iso(NOW + n)) for n in range(1000, 1003)))
    tables.put(*(flagged(f"+1212555{n}", Status="APPROVED", FlaggedAt=iso(NOW + n)) for n in range(1000, 1003)))
    theirs = api.get("/api/entries", status="APPROVED", limit="1").json["cursor"]
    for cursor in (theirs, encoded(b'["+0", "0"]'), encoded(b'["agent:x", "9"]')):
        page = api.get("/api/entries", status="PENDING", cursor=cursor).json
        assert {entry["status"] for entry in page["entries"]} <= {"PENDING"}


KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)


@given(number=KEYS, at=KEYS)
def test_cursor_leads_back_to_any_entry_that_the_table_can_hold(number: str, at: str) -> None:
    """A refused flag keeps the key that was typed, whatever it is; the list must go on after it."""
    assert cursors.read(cursors.write(Place(number, at))) == Place(number, at)


@given(st.text())
def test_any_other_word_is_refused_or_leads_somewhere(word: str) -> None:
    try:
        place = cursors.read(word)
    except ProblemError:
        return
    assert place is not None
