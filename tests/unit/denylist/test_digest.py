"""What a digest says: every change is counted, and the message fits into SNS whatever the changes hold."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from denylist import digest
from denylist.events import Change
from denylist.history import Summary
from denylist.languages import LANGUAGES
from tests.unit.denylist.test_alerts import ANY, CONSOLE, a_summary

SNS_BYTES = 256 * 1024
WORST = '글"\\' * 100
"""Three hundred characters that take the most room when they are wrapped in JSON twice."""


def an_item(text: object) -> dict[str, Any]:
    return {"ContactNumber": {"S": "digest"}, "At": {"S": "2027-01-15T08:00:00Z#event-1"}, "Change": text}


def written(changes: list[Summary], language: str = "en", *, further: bool = False) -> tuple[str, dict[str, Any]]:
    """The text that people get by mail, and the JSON that machines get."""
    message = json.loads(digest.message(changes, further=further, language=language, console_url=CONSOLE))
    assert set(message) == {"default", "sqs", "lambda", "http", "https", "firehose"}
    assert len({message[protocol] for protocol in message if protocol != "default"}) == 1
    return message["default"], json.loads(message["sqs"])


MANY = [
    *(a_summary(number=f"+1206555{n:04}", actor="maria") for n in range(40)),
    *(a_summary(number=f"+1206555{n:04}", actor="omar", event="refused") for n in range(40, 60)),
    a_summary(number="+12065559999", actor="rita", event="approved", at="2027-01-15T08:04:00Z"),
]


# ── What is kept ────────────────────────────────────────────────────────────────────────────────


def test_a_kept_change_is_read_as_it_was() -> None:
    assert digest.read(an_item({"S": json.dumps(a_summary().as_json())})) == a_summary()


@pytest.mark.parametrize(
    "text", [{}, {"N": "1"}, {"S": ""}, {"S": "no JSON"}, {"S": "[]"}, {"S": "null"}, {"S": "{}"}, {"S": "5"}]
)
def test_a_change_that_cannot_be_read_is_counted_all_the_same(text: dict[str, str]) -> None:
    change = digest.read(an_item(text))
    assert written([change, a_summary()])[1]["events"] == {"unreadable": 1, "flagged": 1}


def test_a_change_of_another_release_is_read_as_far_as_it_goes() -> None:
    change = {**a_summary().as_json(), "news": 1, "flag_count": "many", "denied": 1}
    del change["term"]
    assert digest.read(an_item({"S": json.dumps(change)})) == a_summary(term="", flag_count=0, denied=False)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | ANY, st.lists, max_leaves=3)
CHANGE = st.dictionaries(st.sampled_from(sorted(a_summary().as_json())), JSON)


@given(st.lists(CHANGE, min_size=1, max_size=5), st.sampled_from(sorted(LANGUAGES)))
def test_whatever_was_kept_is_told(changes: list[dict[str, Any]], language: str) -> None:
    read = [digest.read(an_item({"S": json.dumps(change)})) for change in changes]
    body, machine = written(read, language)
    assert machine["count"] == len(changes) == sum(machine["events"].values())
    assert f"\n{LANGUAGES[language].DIGEST['numbers']}\n" in body
    assert body.count("\n- ") == len(machine["events"]) + len(machine["actors"]) + len(changes), (
        "each has a line of its own"
    )


# ── What is said ────────────────────────────────────────────────────────────────────────────────


def test_subject_counts() -> None:
    assert digest.subject(1) == "Deny list: 1 change"
    assert digest.subject(10_000) == "Deny list: 10000 changes"


def test_text_in_english() -> None:
    changes = [a_summary(), a_summary(event="approved", actor="rita", at="2027-01-15T08:04:10Z")]
    assert written(changes)[0].splitlines() == [
        "Changes to the deny list: 2",
        "From 2027-01-15 08:00 UTC to 2027-01-15 08:04 UTC",
        "",
        "What happened:",
        "- flagged: 1",
        "- approved: 1",
        "",
        "Who did it:",
        "- maria: 1",
        "- rita: 1",
        "",
        "Which numbers:",
        "- 2027-01-15 08:00 UTC, +12065550142: flagged, maria",
        "- 2027-01-15 08:04 UTC, +12065550142: approved, rita",
        "",
        "See it, and decide: https://denylist.example.com/",
    ]


def test_text_in_korean() -> None:
    assert written([a_summary(actor="time to live", event="lapsed")], "ko")[0].splitlines()[:9] == [
        "차단 목록의 변경: 1건",
        "2027-01-15 08:00 UTC부터 2027-01-15 08:00 UTC까지",
        "",
        "변경 내용:",
        "- 기간 만료됨: 1",
        "",
        "처리자:",
        "- 기간 만료 (DynamoDB): 1",
        "",
    ]


def test_text_is_in_english_for_an_unknown_language() -> None:
    assert written([a_summary()], "fr")[0] == written([a_summary()], "en")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_a_word(language: str) -> None:
    assert set(LANGUAGES[language].HAPPENED) == {change.value for change in Change}


def test_all_are_counted_and_fifty_are_listed() -> None:
    body, machine = written(MANY)
    assert machine["events"] == {"flagged": 40, "refused": 20, "approved": 1}
    assert machine["actors"] == {"maria": 40, "omar": 20, "rita": 1}
    assert (machine["count"], machine["more"], machine["other_actors"]) == (61, 11, 0)
    assert [change["number"] for change in machine["changes"]] == [change.number for change in MANY[:50]]
    assert (machine["first"], machine["last"]) == ("2027-01-15T08:00:00Z", "2027-01-15T08:04:00Z")
    assert body.count(": flagged, ") + body.count(": refused, ") == 50
    assert "and 11 more, which the console shows" in body


def test_machines_get_every_fact_of_what_is_listed_and_the_text() -> None:
    body, machine = written(MANY)
    assert machine["changes"][0] == MANY[0].as_json()
    assert machine["event"] == "digest"
    assert (machine["subject"], machine["body"], machine["link"]) == ("Deny list: 61 changes", body, CONSOLE)


def test_fifty_are_all_listed() -> None:
    body, machine = written(MANY[:50])
    assert machine["more"] == 0
    assert "more" not in body


def test_that_more_wait_is_said() -> None:
    assert "More changes wait" in written(MANY, further=True)[0]
    assert "More changes wait" not in written(MANY)[0]


def test_people_beyond_twenty_are_counted_together() -> None:
    people = [a_summary(actor=f"agent {n:02}") for n in range(30) for _ in range(31 - n)]
    body, machine = written(people)
    assert list(machine["actors"].items())[:2] == [("agent 00", 31), ("agent 01", 30)]
    assert len(machine["actors"]) == 20
    assert sum(machine["actors"].values()) + machine["other_actors"] == len(people)
    assert f"- others: {machine['other_actors']}" in body


# ── What SNS takes ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 50, pytest.param(2_000, marks=pytest.mark.slow)])
def test_the_longest_changes_fit_into_a_message(count: int, language: str) -> None:
    texts = dict.fromkeys([n for n, v in a_summary().as_json().items() if isinstance(v, str)], WORST)
    changes = [a_summary(**{**texts, "actor": f"{n % 30:02}{WORST}"[:300]}) for n in range(count)]
    message = digest.message(changes, further=True, language=language, console_url=CONSOLE * 4)
    assert len(message.encode()) <= SNS_BYTES - 1024, "some room for subject and attributes"
    machine = json.loads(json.loads(message)["sqs"])
    assert (machine["count"], len(machine["changes"]) + machine["more"]) == (count, count)


def test_ordinary_changes_are_not_cut_short() -> None:
    assert len(written([a_summary(why="shouts " * 20)] * 5_000)[1]["changes"]) == 50


@given(number=ANY, actor=ANY)
@example(number="+1\n- none", actor="maria\r\n\nAll is well")
@settings(max_examples=50)
def test_nothing_that_people_wrote_begins_a_line(number: str, actor: str) -> None:
    kept = an_item({"S": json.dumps(a_summary(number=number, actor=actor).as_json())})
    assert written([digest.read(kept)])[0].count("\n") == written([a_summary()])[0].count("\n")
