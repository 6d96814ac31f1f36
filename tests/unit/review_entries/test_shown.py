"""What the API shows: clean text only, codes apart from people's text, who decided, and what the reader may do."""

import re
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denylist.entries import STATUSES
from denylist.languages import LANGUAGES
from denylist.text import clean, iso
from review_entries.models import Action
from tests.unit.records import CALLER, DAY, NOW, Item, flagged, item
from tests.unit.review_entries.caller import Caller, Reply
from tests.unit.tables import Tables

TEXTS = [
    "Status", "FlaggedBy", "FlaggedAt", "ContactId", "Reason", "Term", "Source", "ReviewedBy", "ReviewedAt", "Note",
    "Country", "NumberType",
]  # fmt: skip
OF_HISTORY = ["Event", "Actor", "From", "To", "Why", "Until", "Term", "Source", "ContactId"]
HOSTILE = "a\u202eb\u200b\u2066c\x00\r\n\ud7ffd\u3164 " + "x" * 400
ANY = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\u202e\u2066\u200b\u2028\x00\u3164"))
)
KEYS = [
    "+1206\u202e5550142",
    "\u202e+12065550142",
    "anonymous",
    "evil.example",
    " 911 ",
    "(206) 555-0142",
    "x\u200by",
]
WHO = ["vera", "rita", "adam"]
CODES = list(LANGUAGES["en"].REFUSALS)


def texts(answer: Any, name: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Every text of an answer by its field's name."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from texts(value, key)
    elif isinstance(answer, list):
        for value in answer:
            yield from texts(value, name)
    elif isinstance(answer, str):
        yield name, answer


def everywhere(api: Caller, key: str = CALLER) -> list[Reply]:
    """Everything that can be read about a number, and a decision whose conflict answers with the entry."""
    path = quote(key, safe="")
    reads = [
        api.get("/api/me"),
        api.get(f"/api/entries/{path}"),
        api.get(f"/api/explain/{path}"),
        api.get("/api/daily"),
    ]
    lists = [api.get("/api/entries", status=status) for status in sorted(STATUSES)]
    return [*reads, *lists, api.get("/api/entries", number=CALLER), api.on(key, "expire", version=10**9)]


# ── Texts ───────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=15)
@given(status=st.sampled_from(sorted(STATUSES)), text=ANY | st.just(HOSTILE))
def test_every_text_of_the_table_is_answered_as_one_clean_line(
    api: Caller, tables: Tables, status: str, text: str
) -> None:
    written = {name: text for name in TEXTS if text}
    tables.put(item(**{**written, "Status": status, "FlaggedAt": iso(NOW), "ExpiresAt": NOW + DAY, "Version": 1}))
    tables.put(item(At=f"{iso(NOW)}#e-1", **{name: text for name in OF_HISTORY if text}), table="History")
    for reply in everywhere(api.as_("adam")):
        for name, shown in texts(reply.json):
            assert name == "number" or shown == clean(shown, 300), (name, shown)


@pytest.mark.parametrize("key", KEYS)
def test_decision_acts_on_exactly_the_key_that_is_shown(api: Caller, tables: Tables, key: str) -> None:
    """It does so even if the key spells another entry's number, or looks like it."""
    other = flagged(Status="PENDING", Version=7)
    tables.put(item(key, Status="PENDING", Version=1, FlaggedAt=iso(NOW), ExpiresAt=NOW + DAY), other)
    listed = api.get("/api/entries").json["entries"]
    assert {entry["number"] for entry in listed} == {key, CALLER}
    shown = api.get(f"/api/entries/{quote(key, safe='')}").json
    assert (shown["number"], shown["entry"]["number"], shown["entry"]["version"]) == (key, key, 1)
    reply = api.on(key, "expire", version=1)
    assert (reply.status, reply.json["number"], tables.get()) == (200, key, other)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("status", sorted(STATUSES))
def test_what_people_wrote_is_never_taken_for_a_refusal(api: Caller, tables: Tables, status: str, code: str) -> None:
    """An agent's reason or a reviewer's note may be the same word as a code; history holds both kinds of text."""
    tables.put(flagged(Status=status, Reason=str(code), FlaggedBy=str(code), Note=str(code), ReviewedBy="rolf"))
    for at, event in enumerate(["flagged", "added", "expired", "approved"]):
        tables.put(item(At=f"{iso(NOW)}#e-{at}", Event=event, Why=str(code)), table="History")
    found = api.get(f"/api/entries/{CALLER}").json
    entry = found["entry"]
    assert (entry["reason"], entry["note"], entry["refusal"], entry["flagged_by"]) == (code, code, "", code)
    assert {(change["why"], change["refusal"]) for change in found["history"]} == {(code, "")}


@pytest.mark.parametrize("code", CODES)
def test_refusal_is_a_code_of_its_own(api: Caller, tables: Tables, code: str) -> None:
    tables.put(item("911", Status="REFUSED", Note=str(code), FlaggedAt=iso(NOW), Version=1))
    tables.put(item("911", At=f"{iso(NOW)}#e", Event="refused", Why=str(code)), table="History")
    found = api.get("/api/entries/911").json
    assert (found["entry"]["refusal"], found["entry"]["note"]) == (code, "")
    assert (found["history"][0]["refusal"], found["history"][0]["why"]) == (code, "")


@pytest.mark.parametrize("note", ["n" * 301, "👩\u200d🚒" * 101])
def test_note_that_is_too_long_is_refused_and_not_cut(api: Caller, tables: Tables, note: str) -> None:
    tables.put(flagged(Status="PENDING"))
    reply = api.decide("approve", version=1, term="30d", note=note)
    assert (reply.problem, reply.json["errors"][0]["field"]) == ((422, "invalid"), "note")
    assert re.search(r"at most 300 characters", reply.json["errors"][0]["detail"])


# ── Whose decision it is ────────────────────────────────────────────────────────────────────────

STEPS = ["approve", "expire", "extend", "undo", "protect", "unprotect"]
PEOPLE = ["adam", "anna"]
DEPTH = 3
REVIEW = ("reviewed_by", "reviewed_at", "note", "refusal", "status", "expires_at", "term")


def shown_of(api: Caller) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/api/entries", number=CALLER).json["entries"][0]
    return found


def review(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in REVIEW}


@pytest.mark.slow
@pytest.mark.parametrize(
    "first",
    [
        flagged(Status="PENDING"),
        flagged(Status="APPROVED", ReviewedBy="rolf", ReviewedAt=iso(NOW - DAY), Note="before"),
        item(Status="REFUSED", Note="short_code", FlaggedAt=iso(NOW), ExpiresAt=NOW + DAY, Version=1),
    ],
    ids=["waiting", "approved", "refused"],
)
def test_review_is_whose_decision_stands_whatever_way_an_entry_went(api: Caller, tables: Tables, first: Item) -> None:
    """Try all ways of three steps by two people: the entry shows the last decision that was not undone, if any."""
    tables.put(first)
    walk(api, tables, [shown_of(api)])


def walk(api: Caller, tables: Tables, states: list[dict[str, Any]]) -> None:
    """Try every step that can follow these states, and all that can follow it."""
    stored, who = tables.get(), PEOPLE[len(states) % 2]
    assert stored
    for step in STEPS:
        tables.put(stored)
        term, note = {"term": "7d"} if step in {"approve", "extend"} else {}, f"step {len(states)}"
        said = {} if step == "undo" else {"note": note}
        reply = api.as_(who).decide(step, version=states[-1]["version"], **term, **said)
        if reply.status != 200:
            continue
        if step == "undo":
            assert review(reply.json) == review(states[-2])
        else:
            assert (reply.json["reviewed_by"], reply.json["note"], reply.json["refusal"]) == (who, note, "")
        if len(states) < DEPTH:
            walk(api, tables, [*states, reply.json])


# ── What may be done ────────────────────────────────────────────────────────────────────────────

ENTRIES = st.builds(
    lambda key, status, end, version, note: item(
        key, Status=status, ExpiresAt=end, Version=version, Note=note, Term="7d", FlaggedAt=iso(NOW)
    ),
    key=st.sampled_from([CALLER, "anonymous", "911", "+1911", "+120655501", *KEYS]),
    status=st.sampled_from([None, "WHATEVER", *sorted(STATUSES)]),
    end=st.sampled_from([None, NOW - 1, NOW + DAY, {"S": "tomorrow"}]),
    version=st.sampled_from([None, 1, 41]),
    note=st.sampled_from([None, "withheld", "x"]),
)
ACTIONS = list(get_args(Action.__value__))


def ask(caller: Caller, key: str, action: str, version: int) -> Reply:
    name, term = ("extend", "permanent") if action == "permanent" else (action, "24h")
    return caller.make(name, version, term, key)


@settings(max_examples=25)
@given(entry=ENTRIES, decided=st.sampled_from([None, *ACTIONS]), who=st.sampled_from(WHO))
def test_what_is_offered_is_what_would_be_done(
    api: Caller, tables: Tables, entry: Item, decided: str | None, who: str
) -> None:
    """For any entry and reader, the decisions that `may` lists are exactly those that are accepted when asked for."""
    key = entry["ContactNumber"]["S"]
    tables.put(entry)
    if decided:
        ask(api.as_("anna"), key, decided, int(entry.get("Version", {"N": "0"})["N"]))
    found = api.as_(who).get(f"/api/entries/{quote(key, safe='')}").json["entry"]
    stored = tables.get(key)
    assert stored
    accepted = []
    for action in ACTIONS:
        tables.put(stored)
        reply = ask(api.as_(who), key, action, found["version"])
        # A spelling can be added as the number that it spells, which is another entry.
        if reply.status < 300 and reply.json["number"] == key:
            accepted.append(action)
    assert found["may"] == accepted
