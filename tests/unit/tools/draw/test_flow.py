"""The picture of a contact flow: everything in the file is on it, and nothing is drawn over anything."""

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tools.draw.flow.picture import draw_flow
from tools.draw.flow.sheet import WIDTH, Sheet
from tools.draw.flow.ways import Way, Word, ways
from tools.draw.flow.words import details, lines

SVG = "{http://www.w3.org/2000/svg}"
TEXTS = {"PromptHello": "Hello & <emphasis>welcome</emphasis>.", "PromptAsk": "A question that is far longer " * 4}


def _action(name: str, kind: str, parameters: dict[str, Any], **transitions: object) -> dict[str, Any]:
    return {"Identifier": name, "Type": kind, "Parameters": parameters, "Transitions": transitions}


def _when(target: str, operand: str, operator: str = "Equals") -> dict[str, Any]:
    return {"NextAction": target, "Condition": {"Operator": operator, "Operands": [operand]}}


def _error(target: str, kind: str = "NoMatchingError") -> dict[str, str]:
    return {"NextAction": target, "ErrorType": kind}


FLOW: dict[str, Any] = {
    "StartAction": "Greet",
    "Actions": [
        _action("Greet", "MessageParticipant", {"Text": "${PromptHello}"}, NextAction="Ask", Errors=[_error("Ask")]),
        _action(
            "Ask",
            "GetParticipantInput",
            {"Text": "${PromptAsk}"},
            NextAction="Look up",
            Conditions=[_when("Look up", "1"), _when("Greet", "2")],
            Errors=[
                _error("Look up", "InputTimeLimitExceeded"),
                _error("Wait", "NoMatchingCondition"),
                _error("Hang up"),
            ],
        ),
        _action(
            "Look up",
            "InvokeLambdaFunction",
            {"LambdaFunctionARN": "${LookUpArn}"},
            NextAction="Big?",
            Errors=[_error("Hang up")],
        ),
        _action(
            "Big?",
            "Compare",
            {"ComparisonValue": "$.External.Size"},
            NextAction="Wait",
            Conditions=[_when("Hang up", "9", "NumberGreaterThan")],
            Errors=[_error("Wait", "NoMatchingCondition")],
        ),
        _action(
            "Wait",
            "TransferContactToQueue",
            {},
            NextAction="Hang up",
            Errors=[_error("Hang up", "QueueAtCapacity"), _error("Hang up")],
        ),
        _action("Hang up", "DisconnectParticipant", {}),
    ],
}


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return Sheet(FLOW, TEXTS)


def _way(source: str, target: str) -> Way:
    return next(way for way in ways(FLOW["Actions"]) if (way.source, way.target) == (source, target))


def _strokes(picture: str) -> list[tuple[float, float, float, float]]:
    """Every stroke that joins something, as left, top, right, bottom."""
    found = []
    for d in re.findall(r'class="way[^"]*" d="([^"]+)"', picture):
        x, y, kind, to = re.fullmatch(r"M(\S+) (\S+)([HV])(\S+)", d).groups()  # type: ignore[union-attr]
        x1, y1, x2, y2 = float(x), float(y), float(to if kind == "H" else x), float(to if kind == "V" else y)
        found.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
    return found


def test_conditions_and_errors_are_in_words() -> None:
    assert _way("Ask", "Look up").words == (Word("= 1"), Word("no key in time"))
    assert _way("Ask", "Wait").words == (Word("otherwise"),)
    assert _way("Big?", "Hang up").words == (Word("> 9"),)
    assert _way("Wait", "Hang up").words == (Word("queue full", failure=True), Word("error", failure=True))


def test_only_a_way_that_nothing_but_failure_takes_is_dashed() -> None:
    assert _way("Look up", "Hang up").caught
    assert not _way("Ask", "Look up").caught
    assert not _way("Greet", "Ask").caught


def test_error_that_leads_where_all_is_well_too_says_so() -> None:
    assert _way("Greet", "Ask").words == (Word("also on error"),)


def test_next_action_that_is_never_taken_is_not_drawn() -> None:
    assert [way.words for way in ways(FLOW["Actions"]) if way.source == "Big?"] == [
        (Word("> 9"),),
        (Word("otherwise"),),
    ]


def test_unknown_operator_and_error_are_shown_as_they_are() -> None:
    odd = _action("A", "X", {}, Conditions=[_when("B", "1", "Rhymes")], Errors=[_error("C", "Thunder")])
    assert [way.words for way in ways([odd])] == [(Word("Rhymes 1"),), (Word("Thunder", failure=True),)]


@pytest.mark.parametrize(
    ("kind", "parameters", "told"),
    [
        ("MessageParticipant", {"Text": "${PromptHello}"}, ["“Hello & welcome.”"]),
        ("MessageParticipant", {"PromptId": "${Other}"}, ["“Other”"]),
        ("InvokeLambdaFunction", {"LambdaFunctionARN": "${AddNumberArn}"}, ["λ AddNumber"]),
        ("Compare", {"ComparisonValue": "$.Channel"}, ["$.Channel"]),
        ("UpdateContactAttributes", {"Attributes": {"A": "1", "B": "$.C"}}, ["A = 1", "B = $.C"]),
        ("UpdateContactTargetQueue", {"QueueId": "${QueueArn}"}, ["QueueArn"]),
        ("TagContact", {"Tags": {"Denied": "yes"}}, ["Denied = yes"]),
        ("ShowView", {"ViewResource": {"Id": "${AfterCallViewArn}"}}, ["view AfterCall"]),
        ("DisconnectParticipant", {}, []),
        ("SomethingNew", {"Speed": "high", "Odd": {}}, ["Speed high"]),
    ],
)
def test_action_says_what_it_does(kind: str, parameters: dict[str, Any], told: list[str]) -> None:
    assert details(_action("A", kind, parameters), TEXTS) == told


def test_long_prompt_is_shortened_on_the_box() -> None:
    told = [text for style, text in lines(FLOW["Actions"][1], TEXTS) if style == "small"]
    assert told[-1].endswith("…”")
    assert len(told) <= 4


def test_long_type_is_parted_between_its_words() -> None:
    typed = [text for style, text in lines(_action("A", "UpdateContactTextToSpeechVoice", {}), {}) if style == "type"]
    assert "".join(typed) == "UpdateContactTextToSpeechVoice"
    assert len(typed) == 2


def test_every_action_is_on_the_picture(sheet: Sheet) -> None:
    titles = [title.text or "" for title in ET.fromstring(draw_flow("t", FLOW, TEXTS)).iter(f"{SVG}title")]  # noqa: S314
    assert [title.split(" · ")[0] for title in titles[1:]] == list(sheet.boxes)


def test_start_and_every_end_are_marked() -> None:
    picture = draw_flow("t", FLOW, TEXTS)
    assert picture.count('r="4" fill="#1f2328"') == 2 + 1  # two ends and the key
    assert picture.count('r="5" fill="#57606a"') == 1 + 1


def test_nothing_stands_on_anything(sheet: Sheet) -> None:
    for rank in sheet.graph.ranks:
        for left, right in combinations(rank, 2):
            gap = sheet.xs[right] - sheet.xs[left] - (sheet.width(left) + sheet.width(right)) / 2
            assert gap >= 0, (left, right)


def test_no_stroke_goes_through_a_box(sheet: Sheet) -> None:
    for left, top, right, bottom in _strokes(draw_flow("t", FLOW, TEXTS)):
        for box in sheet.boxes.values():
            beside = right <= box.x - WIDTH / 2 or left >= box.x + WIDTH / 2
            assert beside or bottom <= box.y or top >= box.bottom, box.action["Identifier"]


def test_loop_leads_back_up_to_where_it_began(sheet: Sheet) -> None:
    assert sheet.boxes["Greet"].y < sheet.boxes["Ask"].y
    assert any(bundle.returns for bundles in sheet.channels for bundle in bundles)


def test_picture_reads_the_same_on_a_dark_page_and_loads_nothing() -> None:
    picture = draw_flow("t", FLOW, TEXTS)
    assert 'fill="#ffffff" stroke="#d0d7de"' in picture
    assert "href" not in picture
    assert "script" not in picture
