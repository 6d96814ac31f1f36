"""The chart of a state machine shows every state and transition, and none of its texts is read as Mermaid's code."""

from typing import Any

from tools.draw.workflow import workflow_chart

PARK = {"Type": "Task", "Resource": "arn:${Partition}:states:::sqs:sendMessage", "End": True}
INSIDE: dict[str, Any] = {
    "StartAt": "Really?",
    "States": {
        "Really?": {
            "Type": "Choice",
            "Choices": [
                {"Comment": 'Because <it> "matters"', "Next": "Do it"},
                {"Variable": "$.A.Size", "NumericEquals": 3, "Next": "Do it"},
                {"Variable": "$.A.Rush", "BooleanEquals": True, "Next": "Told"},
                {"Variable": "$.A.Gone", "IsPresent": False, "Next": "Told"},
            ],
            "Default": "Told",
        },
        "Do it": {
            "Type": "Task",
            "Resource": "arn:${Partition}:states:::lambda:invoke",
            "Parameters": {"FunctionName": "${DoItArn}"},
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "end"}],
            "Next": "Told",
        },
        "end": PARK,
        "Told": {"Type": "Pass", "End": True},
    },
}
MACHINE = {
    "StartAt": "Each",
    "States": {"Each": {"Type": "Map", "ItemProcessor": INSIDE, "Next": "Done"}, "Done": {"Type": "Succeed"}},
}
LINES = [line.strip() for line in workflow_chart(MACHINE).splitlines()]


def test_every_state_is_named_once() -> None:
    assert [line for line in LINES if "Really?" in line] == ['n1{{"Really?"}}:::amber']
    assert [line for line in LINES if "Told" in line] == ['n4(["Told"]):::grey']
    assert 'subgraph n0["Each"]' in LINES


def test_name_that_mermaid_keeps_for_itself_is_only_a_text() -> None:
    assert LINES.count("end") == 1
    assert 'n3["end<br>sqs:sendMessage"]:::blue' in LINES


def test_task_says_what_it_calls() -> None:
    assert 'n2["Do it<br>λ DoIt"]:::blue' in LINES


def test_way_says_why_in_a_comment_or_in_a_condition_without_code() -> None:
    assert 'n1 -->|"Because #60;it#62; #34;matters#34;<br>Size is 3"| n2' in LINES
    assert 'n1 -->|"Rush is true<br>Gone is not there<br>otherwise"| n4' in LINES


def test_way_after_a_failure_is_dashed() -> None:
    assert [line for line in LINES if "-.->" in line] == ["n2 -.-> n3"]


def test_both_starts_are_marked() -> None:
    assert {'startn0((" ")) --> n0', 'startn1((" ")) --> n1', "n0 --> n5"} <= set(LINES)
