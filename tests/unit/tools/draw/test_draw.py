"""The picture of a workflow: everything in the file is on it, and nothing is drawn over anything."""

from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tools.common.errors import LocalError
from tools.draw.__main__ import draw
from tools.draw.workflow.layout import Box, Machine, Way, crosses, ways

TASK = {
    "Type": "Task",
    "Resource": "arn:${Partition}:states:::lambda:invoke",
    "Parameters": {"FunctionName": "${DoItArn}"},
    "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Park record"}],
    "Next": "Told",
}
INSIDE: dict[str, Any] = {
    "StartAt": "Really?",
    "States": {
        "Really?": {
            "Type": "Choice",
            "Choices": [
                {"Comment": "Because <it> matters", "Next": "Do it"},
                {"Variable": "$.A.Size", "NumericEquals": 3, "Next": "Do it"},
                {"Variable": "$.A.Rush", "BooleanEquals": True, "Next": "Told"},
                {"Variable": "$.A.Gone", "IsPresent": False, "Next": "Not news"},
            ],
            "Default": "Not news",
        },
        "Do it": TASK,
        "Park record": {"Type": "Task", "Resource": "arn:${Partition}:states:::sqs:sendMessage", "End": True},
        "Told": {"Type": "Pass", "End": True},
        "Not news": {"Type": "Pass", "End": True},
    },
}
MACHINE: dict[str, Any] = {
    "StartAt": "Each",
    "States": {"Each": {"Type": "Map", "ItemProcessor": INSIDE, "Next": "Done"}, "Done": {"Type": "Succeed"}},
}


def _texts(picture: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314


def test_every_state_is_named_once() -> None:
    texts = _texts(draw(MACHINE))
    for name in [*MACHINE["States"], *INSIDE["States"]]:
        assert texts.count(name) == 1, name


def test_choices_say_why_in_their_comment_or_in_their_condition() -> None:
    texts = _texts(draw(MACHINE))
    for words in ("Because <it> matters", "Size is 3", "Rush is true", "Gone is not there", "otherwise"):
        assert words in texts


def test_tasks_say_what_they_call() -> None:
    assert {"λ DoIt", "sqs:sendMessage"} <= set(_texts(draw(MACHINE)))


def test_transitions_between_the_same_states_are_one_way() -> None:
    found = {(way.source, way.target): way for way in ways(INSIDE["States"])}
    assert found["Really?", "Do it"].labels == ("Because <it> matters", "Size is 3")
    assert found["Really?", "Not news"].labels == ("Gone is not there", "otherwise")
    assert found["Do it", "Park record"].caught
    assert not found["Do it", "Told"].caught


def test_picture_reads_the_same_on_a_dark_page_and_loads_nothing() -> None:
    picture = draw(MACHINE)
    assert 'fill="#ffffff"' in picture
    assert "href" not in picture
    assert "script" not in picture


def test_no_state_stands_on_another() -> None:
    for machine in (Machine(MACHINE, 0), Machine(INSIDE, 0)):
        for one, other in combinations(machine.boxes.values(), 2):
            assert not crosses(one, [(other.left, other.y), (other.right, other.bottom)]), (one.name, other.name)


def test_no_way_goes_through_a_state() -> None:
    machine = Machine(INSIDE, 0)
    for way in machine.ways:
        others = [box for name, box in machine.boxes.items() if name not in {way.source, way.target}]
        assert not any(crosses(box, machine.route(way)) for box in others)


def test_way_around_a_state_between_ends_beside_its_target() -> None:
    machine = Machine(INSIDE, 0)
    route = machine.route(next(way for way in machine.ways if (way.source, way.target) == ("Really?", "Told")))
    assert len(route) == 4
    assert route[-1][0] == machine.boxes["Told"].right


def test_line_crosses_a_box_it_touches() -> None:
    box = Box("box", 10, 0, 20, 0, 10)
    assert crosses(box, [(-5, 5), (30, 5)])
    assert crosses(box, [(20, -5), (20, 30)])
    assert not crosses(box, [(-5, 11), (30, 11)])


def test_labels_are_wrapped_and_indented() -> None:
    way = Way("a", "b", ("a label that is longer than what fits on a line", "short"), caught=False)
    assert way.lines == ["a label that is longer than what", "  fits on a line", "short"]


def test_loop_is_refused() -> None:
    loop = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}}
    with pytest.raises(LocalError, match="loop"):
        draw(loop)


def test_two_states_on_one_place_are_refused() -> None:
    choice = {"Type": "Choice", "Choices": [{"Comment": "c", "Next": "B"}], "Default": "C"}
    twins = {"StartAt": "A", "States": {"A": choice, "B": {"Type": "Pass"}, "C": {"Type": "Pass"}}}
    with pytest.raises(LocalError, match="share a place"):
        draw(twins)
