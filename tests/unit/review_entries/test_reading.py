"""Reading: lists and their cursors, a number in any spelling, its history, the reasons, and the days."""

from typing import Any
from urllib.parse import quote

import pytest

from denylist.entries import STATUSES
from denylist.text import iso
from tests.unit.records import CALLER, DAY, NOW, Item, flagged, item
from tests.unit.review_entries.caller import Caller
from tests.unit.tables import Tables

SPELLINGS = {
    "E.164": "+12065550142",
    "national": "(206) 555-0142",
    "dots": "206.555.0142",
    "with its 1": "1 206 555 0142",
    "international": "011 1 206 555 0142",
    "tel": "tel:+1-206-555-0142",
    "blanks": "  +1 206 555 0142 ",
    "no-break space": "+1\u00a0206\u00a0555\u00a00142",
    "en dash": "206\u2013555\u20130142",
    "full-width": "\uff0b\uff11\uff12\uff10\uff16\uff15\uff15\uff15\uff10\uff11\uff14\uff12",
    "full-width brackets": "\uff08206\uff09555-0142",
    "Arabic digits": "\u0662\u0660\u0666\u0665\u0665\u0665\u0660\u0661\u0664\u0662",
    "sip": "sip:+12065550142@carrier.example;user=phone",
    "name and address": '"Ann" <sip:+12065550142;npdi@192.0.2.1>;tag=4fa3',
    "context": "tel:555-0142;phone-context=+1206",
    "extension": "206-555-0142 ext. 5",
    "number sign": "206-555-0142 #5",
    "bidi override": "\u202a+12065550142\u202c",
    "zero-width": "+1206\u200b5550142",
}
NO_NUMBERS = [
    "..", "x", "911", "day", "denied", "agent:x", "anonymous", "%", "%25", "\x00", "\n", "-", "+", "😀", "1" * 100,
]  # fmt: skip


def with_history(tables: Tables, number: str, count: int) -> None:
    """Put changes of a number into history, one per second."""
    for second in range(count):
        at = f"{iso(NOW + second)}#event-{second}"
        tables.put(_change(number, at, Actor="maria", To="FLAGGED", FlagCount=1), table="History")


def _change(number: str, at: str, /, **attributes: str | int) -> Item:
    return item(number, At=at, Event="flagged", RetainUntil=NOW + DAY, **attributes)


# ── Lists ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_list_is_in_the_order_of_its_status_page_by_page(api: Caller, tables: Tables, status: str) -> None:
    numbers = [f"+1206555{1000 + minute}" for minute in range(7)]
    for minute, number in enumerate(numbers):
        tables.put(flagged(number, Status=status, FlaggedAt=iso(NOW + 60 * minute)))
    tables.put(flagged("+12125550143", Status="PENDING" if status != "PENDING" else "APPROVED"))
    expected = numbers if status in {"PENDING", "FLAGGED"} else numbers[::-1]
    found, query = [], {"status": status, "limit": "3"}
    for size in (3, 3, 1):
        page = api.get("/api/entries", **query).json
        found += [entry["number"] for entry in page["entries"]]
        assert len(page["entries"]) == size
        query["cursor"] = page["cursor"]
    assert (found, page["cursor"]) == (expected, None)


def test_list_is_of_what_waits_unless_it_is_asked_for_something_else(api: Caller, tables: Tables) -> None:
    tables.put(flagged(Status="PENDING"), flagged("+12125550143", Status="APPROVED"))
    assert [entry["number"] for entry in api.get("/api/entries").json["entries"]] == [CALLER]


@pytest.mark.parametrize(
    ("limit", "status"),
    [("1", 200), ("100", 200), *((wrong, 422) for wrong in ("0", "101", "-1", "1e2", "", "x", "1.5", "9" * 5000))],
)
def test_limit_is_from_1_to_100(api: Caller, limit: str, status: int) -> None:
    assert api.get("/api/entries", limit=limit).status == status


@pytest.mark.parametrize("status", ["", "pending", "PENDING ", "ALL", "PENDING,APPROVED", "x"])
def test_status_is_one_of_six(api: Caller, status: str) -> None:
    assert api.get("/api/entries", status=status).problem == (422, "invalid")


# ── One number ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_number_is_found_in_any_spelling(api: Caller, tables: Tables, spelling: str) -> None:
    tables.put(flagged())
    path = quote(spelling, safe="")
    assert api.get("/api/entries", number=spelling).json["entries"][0]["number"] == CALLER
    assert api.get(f"/api/entries/{path}").json["number"] == CALLER
    assert api.get(f"/api/explain/{path}").json["decision"] == "deny"


def test_number_with_a_slash_is_found_by_search(api: Caller, tables: Tables) -> None:
    tables.put(flagged())
    assert api.get("/api/entries", number="206/555-0142").json["entries"][0]["number"] == CALLER


@pytest.mark.parametrize("spelling", NO_NUMBERS, ids=lambda text: repr(text)[:12])
def test_what_is_unknown_is_not_found(api: Caller, tables: Tables, spelling: str) -> None:
    """HistoryTable also holds counters of agents and days, under keys that are not numbers."""
    tables.put(
        item("agent:x", At="flags#2027-01-15T08", FlagCount=3), item("day", At="2027-01-15", Flags=1), table="History"
    )
    assert api.get(f"/api/entries/{quote(spelling, safe='')}").problem == (404, "unknown_number")
    assert api.get("/api/entries", number=spelling).json == {"entries": [], "cursor": None}


@pytest.mark.parametrize("spelling", ["9" * 301, "x" * 1000])
def test_spelling_beyond_any_number_is_refused(api: Caller, spelling: str) -> None:
    assert api.get("/api/entries", number=spelling).problem == (422, "invalid")
    assert api.get(f"/api/entries/{spelling}").status in {404, 422}
    assert api.get(f"/api/entries/{spelling * 10}").problem == (422, "invalid")


def test_empty_search_finds_nothing(api: Caller, tables: Tables) -> None:
    tables.put(flagged())
    assert api.get("/api/entries", number="").json["entries"] == []


def test_percent_in_a_spelling_is_not_decoded_twice(api: Caller, tables: Tables) -> None:
    tables.put(flagged())
    assert api.get("/api/entries/%252B12065550142").problem == (404, "unknown_number")


def test_refused_flag_is_found_under_the_key_that_was_typed(api: Caller, tables: Tables) -> None:
    tables.put(item("911", Status="REFUSED", Note="emergency", Version=1))
    entry = api.get("/api/entries/911").json["entry"]
    assert (entry["refusal"], entry["note"]) == ("emergency", "")


def test_number_with_history_alone_is_known(api: Caller, tables: Tables) -> None:
    """DynamoDB's time to live has removed its entry."""
    with_history(tables, CALLER, 1)
    reply = api.get(f"/api/entries/{CALLER}")
    assert (reply.status, reply.json["entry"], len(reply.json["history"])) == (200, None, 1)


def test_number_with_denied_calls_alone_is_unknown(api: Caller, tables: Tables) -> None:
    tables.put(item(f"calls:{CALLER}", At="denied", DeniedCount=1, LastDeniedAt=iso(NOW)), table="History")
    assert api.get(f"/api/entries/{CALLER}").problem == (404, "unknown_number")


def test_history_is_the_last_hundred_newest_first_and_the_calls(api: Caller, tables: Tables) -> None:
    tables.put(flagged())
    with_history(tables, CALLER, 120)
    tables.put(item(f"calls:{CALLER}", At="denied", DeniedCount=3, LastDeniedAt=iso(NOW)), table="History")
    found = api.get(f"/api/entries/{CALLER}").json
    assert found["denied_calls"] == {"count": 3, "last_at": iso(NOW)}
    assert [change["at"] for change in found["history"]] == [iso(NOW + n) for n in range(119, 19, -1)]


def test_change_holds_all_that_history_does(api: Caller, tables: Tables) -> None:
    texts = {"Actor": "maria", "From": "PENDING", "To": "EXPIRED", "Why": "<b>x</b>", "Until": iso(NOW), "Term": "30d",
             "Source": "ccp", "Category": "threat", "ContactId": "call-1", "Dialled": "callback"}  # fmt: skip
    tables.put(_change(CALLER, f"{iso(NOW)}#e-1", **texts, FlagCount=2), table="History")
    assert api.get(f"/api/entries/{CALLER}").json["history"] == [
        {"at": iso(NOW), "event": "flagged", "actor": "maria", "from": "PENDING", "to": "EXPIRED", "why": "<b>x</b>",
         "refusal": "", "until": iso(NOW), "category": "threat", "term": "30d", "source": "ccp", "contact_id": "call-1",
         "dialled": "callback", "flag_count": 2}
    ]  # fmt: skip


@pytest.mark.parametrize(("stored", "shown"), [("outbound",) * 2, ("callback",) * 2, ("no", ""), ("x", ""), (None, "")])
def test_entry_says_that_its_number_was_dialled(api: Caller, tables: Tables, stored: str | None, shown: str) -> None:
    tables.put(flagged(Dialled=stored))
    assert api.get(f"/api/entries/{CALLER}").json["entry"]["dialled"] == shown


def test_entry_says_what_its_latest_flag_is_about(api: Caller, tables: Tables) -> None:
    tables.put(flagged(Category="threat"))
    assert api.get(f"/api/entries/{CALLER}").json["entry"]["category"] == "threat"


def test_entry_typed_by_hand_is_shown_with_empty_texts(api: Caller, tables: Tables) -> None:
    tables.put(item(Status="WHATEVER", ExpiresAt={"S": "tomorrow"}, FlagCount={"S": "x"}, Note={"L": []}))
    shown = api.get(f"/api/entries/{CALLER}").json["entry"]
    assert (shown["status"], shown["denied"], shown["expires_at"], shown["flag_count"]) == ("WHATEVER", False, "", 0)
    assert (shown["note"], shown["version"]) == ("", 0)


# ── Reasons ─────────────────────────────────────────────────────────────────────────────────────

# test_explain.py tests every reason; these are what the API makes of some.
REASONS: dict[str, tuple[Item | None, str, dict[str, Any]]] = {
    "in_force": (
        flagged(Reason="shouts", Status="PENDING"),
        CALLER,
        {"decision": "deny", "until": iso(NOW + 3 * DAY), "by": "maria", "since": iso(NOW), "why": "shouts"},
    ),
    "refused": (flagged(Status="REFUSED", Note="short_code"), CALLER, {"why": "", "refusal": "short_code"}),
    "unreadable": (item(Status="WHATEVER", ExpiresAt={"S": "x"}), CALLER, {"status": "WHATEVER", "until": ""}),
    "no_entry": (None, CALLER, {"decision": "allow", "number": CALLER}),
    "withheld": (None, "anonymous", {"decision": "withheld", "number": ""}),
}


@pytest.mark.parametrize("name", REASONS)
def test_reason(api: Caller, tables: Tables, name: str) -> None:
    entry, number, expected = REASONS[name]
    tables.put(*([entry] if entry else []))
    reason = api.get(f"/api/explain/{quote(number)}").json
    assert reason["because"] == name.split(maxsplit=1)[0]
    assert {name: reason[name] for name in expected} == expected


@pytest.mark.parametrize("spelling", [*NO_NUMBERS, "9" * 101])
def test_reason_of_what_is_no_number(api: Caller, spelling: str) -> None:
    assert api.get(f"/api/explain/{quote(spelling, safe='')}").json["number"] == ""


# ── Days ────────────────────────────────────────────────────────────────────────────────────────


def test_days_are_oldest_first_with_zeros_filled_in(api: Caller, tables: Tables) -> None:
    tables.put(
        item("day", At="2027-01-15", Flags=2),
        item("day", At="2027-01-13", Flags=1, DeniedCalls=5),
        item("day", At="2027-01-12", Flags=9),
        item("day", At="2027-01-16", Flags=9),
        table="History",
    )
    assert api.get("/api/daily", days="3").json["days"] == [
        {"day": "2027-01-13", "flags": 1, "denied_calls": 5},
        {"day": "2027-01-14", "flags": 0, "denied_calls": 0},
        {"day": "2027-01-15", "flags": 2, "denied_calls": 0},
    ]


@pytest.mark.parametrize(("days", "length"), [("1", 1), ("14", 14), ("90", 90)])
def test_days_are_as_many_as_asked_for(api: Caller, days: str, length: int) -> None:
    assert len(api.get("/api/daily", days=days).json["days"]) == length
    assert len(api.get("/api/daily").json["days"]) == 14


@pytest.mark.parametrize("days", ["0", "91", "-1", "x", "", "1.5"])
def test_days_are_from_1_to_90(api: Caller, days: str) -> None:
    assert api.get("/api/daily", days=days).problem == (422, "invalid")
