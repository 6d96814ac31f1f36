"""A task of the deployed workflow fails for good. It is noticed and fixed, and `make redrive` completes it once."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.emulator.table import Table
from tests.emulator.test_pipeline import check, flag, told
from tools.common.paths import TEST_DIRECTORY
from tools.common.progress import wait_until
from tools.embedded.stack import Stack
from tools.operate import redrive, target

type Alerts = Callable[..., list[dict[str, Any]]]


@contextmanager
def switched_off(stack: Stack, handler: str) -> Iterator[None]:
    """Delete the function's alias, which the workflow calls, as a person could outside the stack."""
    functions = stack.client("lambda")
    pages = functions.get_paginator("list_functions").paginate()
    (name,) = [f["FunctionName"] for p in pages for f in p["Functions"] if f["Handler"].startswith(f"{handler}.")]
    version = functions.get_alias(FunctionName=name, Name="live")["FunctionVersion"]
    functions.delete_alias(FunctionName=name, Name="live")
    try:
        yield
    finally:
        functions.create_alias(FunctionName=name, Name="live", FunctionVersion=version)


def waiting(stack: Stack) -> int:
    """How many messages wait, which is what the alarm on the dead-letter queue looks at."""
    counted = stack.client("sqs").get_queue_attributes(
        QueueUrl=stack.outputs["DeadLetterQueueUrl"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(counted["Attributes"]["ApproximateNumberOfMessages"])


def test_flag_whose_alert_cannot_be_written_is_parked_and_told_once_by_redrive(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    before = waiting(stack)
    with switched_off(stack, "write_alert"):
        assert flag(stack, number, FlaggedBy="maria")["Result"] == "added"
        wait_until(lambda: waiting(stack) == before + 1, 60, "the record in the dead-letter queue")
        table.quiet()
    assert check(stack, number)["Decision"] == "deny", "a failing workflow never undoes a denial"
    assert (table.entry(number)["Status"]["S"], table.events(number)) == ("PENDING", ["flagged"])
    assert not any(number in alert["Message"] for alert in stack.take_alerts())

    # Other tests' messages may be there. They are no records, and are kept.
    ran = redrive.redrive(target.embedded(TEST_DIRECTORY))
    assert ran.started
    assert ran.started + ran.kept == before + 1
    assert told(alerts(1)) == [("flagged", number)]
    table.quiet()
    assert redrive.redrive(target.embedded(TEST_DIRECTORY)).started == 0
    assert told(alerts(1)) == [("flagged", number)]
    assert table.events(number) == ["flagged"]
    assert waiting(stack) == ran.kept


def test_record_that_is_delivered_twice_in_one_batch_is_told_once(
    stack: Stack, table: Table, alerts: Alerts, number: str
) -> None:
    """Each record of a batch is told apart by its place in it, in the emulator, too."""
    flag(stack, number)
    alerts(1)
    table.quiet()
    twice = {**table.insertion(number), "eventID": f"twice-{number}"}
    assert table.run([twice, twice]) == "SUCCEEDED"
    alerts(2)
    table.quiet()
    assert len(alerts(2)) == 2, "one for the flag, one for the record that came twice"
    executions = {item["Execution"]["S"].rsplit("#")[-1] for item in table.history(number) if "Event" in item}
    assert executions <= {"0", "1"}


def test_failed_execution_is_run_again_by_its_arn(stack: Stack, table: Table, alerts: Alerts, number: str) -> None:
    """The record is parked nowhere, because the queue refuses it, too."""
    sqs, queue = stack.client("sqs"), stack.outputs["DeadLetterQueueUrl"]
    bound = {"MaximumMessageSize": "1024"}
    usual = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[*bound])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=bound)
    try:
        with switched_off(stack, "write_alert"):
            flag(stack, number, Reason="r" * 200)
            failed = wait_until(lambda: failed_of(stack, number), 60, "the execution to fail")
    finally:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes=usual)
    redrive.rerun(target.embedded(TEST_DIRECTORY), failed)
    assert told(alerts(1)) == [("flagged", number)]
    table.quiet()
    assert table.events(number) == ["flagged"]


def failed_of(stack: Stack, number: str) -> str:
    """The failed execution that had the number's record as input."""
    states = stack.client("stepfunctions")
    listed = states.list_executions(stateMachineArn=stack.outputs["WorkflowArn"], statusFilter="FAILED")
    arns = [str(execution["executionArn"]) for execution in listed["executions"]]
    about = (arn for arn in arns if number in json.dumps(states.describe_execution(executionArn=arn)["input"]))
    return next(about, "")
