"""The workflow's file keeps its promises, including those that an interpreter does not check."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.alarms import ALARMS
from tests.markdown import content
from tools.common.paths import DEV_BIN, ROOT

TEXT = (ROOT / "statemachine" / "denylist.asl.json").read_text()
MACHINE = json.loads(TEXT)
STEPS: dict[str, dict[str, Any]] = MACHINE["States"]["For every record"]["ItemProcessor"]["States"]
TASKS = {name: state for name, state in STEPS.items() if state["Type"] == "Task"}


def lint(definition: str, folder: Path) -> str:
    """cfn-lint's findings. It reads a definition only inside a template, so the workflow is put into one."""
    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    properties = {
        "RoleArn": "arn:aws:iam::123456789012:role/workflow",
        "Definition": json.loads(re.sub(r"\$\{\w+\}", arn, definition.replace("${Partition}", "aws"))),
    }
    resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
    path = folder / "template.json"
    path.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Workflow": resource}}))
    result = subprocess.run([DEV_BIN / "cfn-lint", path], capture_output=True, text=True, check=False)
    assert not result.stderr
    return result.stdout


def test_step_functions_own_rules_are_met(tmp_path: Path) -> None:
    assert lint(TEXT, tmp_path) == ""


@pytest.mark.parametrize(
    ("sound", "broken"),
    [('"StartAt": "For every record"', '"StartAt": "Nowhere"'), ('"TimeoutSeconds": 30', '"TimeoutSecond": 30')],
)
def test_that_lint_sees_what_is_broken(tmp_path: Path, sound: str, broken: str) -> None:
    assert "E3601" in lint(TEXT.replace(sound, broken), tmp_path)


@pytest.mark.parametrize(
    "states", [MACHINE, MACHINE["States"]["For every record"]["ItemProcessor"]], ids=["machine", "map"]
)
def test_every_target_exists_and_every_state_is_reached(states: dict[str, Any]) -> None:
    """cfn-lint follows only the first target."""
    reached, ahead = set[str](), [states["StartAt"]]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += targets(states["States"][name])
    assert reached == set(states["States"])


def targets(state: dict[str, Any]) -> list[str]:
    ways = [state, *state.get("Choices", []), *state.get("Catch", [])]
    return [way[key] for way in ways for key in ("Next", "Default") if key in way]


@pytest.mark.parametrize("name", TASKS)
def test_a_task_has_a_timeout_retries_with_full_jitter_and_a_catch(name: str) -> None:
    task = TASKS[name]
    assert 0 < task["TimeoutSeconds"] <= 60
    (retry,) = task["Retry"]
    assert retry["ErrorEquals"] == ["States.ALL"]
    assert (retry["JitterStrategy"], retry["BackoffRate"]) == ("FULL", 2)
    assert retry["MaxAttempts"] == 5
    assert retry["MaxDelaySeconds"] == 30
    assert [catch["ErrorEquals"] for catch in task["Catch"]] == [["States.ALL"]]


@pytest.mark.parametrize("name", TASKS)
def test_a_failure_leads_to_the_dead_letter_queue_or_costs_no_record(name: str) -> None:
    expected = {"Identify agent": "Agent unknown", "Park record": "Could not be parked"}
    assert TASKS[name]["Catch"][0]["Next"] == expected.get(name, "Park record")


def slowest(name: str) -> int:
    """Seconds from this state to an end by the longest way, if each attempt of each task fails as late as it can."""
    task = TASKS.get(name, {})
    own: int = sum(
        int(task["TimeoutSeconds"]) * (1 + retry["MaxAttempts"]) + waits(retry) for retry in task.get("Retry", [])
    )
    own += int(STEPS[name].get("Seconds", 0))
    return own + max(map(slowest, targets(STEPS[name])), default=0)


def waits(retry: dict[str, int]) -> int:
    each = [retry["IntervalSeconds"] * retry["BackoffRate"] ** n for n in range(retry["MaxAttempts"])]
    return sum(min(wait, retry["MaxDelaySeconds"]) for wait in each)


def test_the_machine_times_out_after_its_slowest_record_could() -> None:
    """A pipe's execution has one record (BatchSize), and must have the time to park it."""
    assert slowest(MACHINE["States"]["For every record"]["ItemProcessor"]["StartAt"]) < MACHINE["TimeoutSeconds"]


def test_the_wait_for_the_reason_rings_no_alarm() -> None:
    """A flag that waits is neither late for `PipeAgeAlarm` nor stuck for `take_stock`, with room for what follows."""
    late = re.search(r"^LATE_SECONDS = (\d+)$", content("functions/take_stock/app.py"), re.MULTILINE)
    assert late
    wait = STEPS["Wait for the reason"]["Seconds"]
    assert 10 * wait < min(int(late[1]), ALARMS["PipeAgeAlarm"]["Properties"]["Threshold"])


def test_a_thousand_flags_that_wait_in_one_batch_leave_a_third_of_the_time_for_their_work() -> None:
    """On AWS a batch has one record; the embedded stack's pipe brings all that there is."""
    batch, wait = MACHINE["States"]["For every record"], STEPS["Wait for the reason"]["Seconds"]
    assert 1000 / batch["MaxConcurrency"] * wait <= MACHINE["TimeoutSeconds"] * 2 / 3


def test_it_is_jsonpath_and_standard_so_that_two_interpreters_run_it() -> None:
    assert "QueryLanguage" not in TEXT
    assert "waitForTaskToken" not in TEXT
