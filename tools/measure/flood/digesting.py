"""A stack whose alerts are digested, and whose windows end when a flood says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.common.progress import step
from tools.embedded.down import bring_down
from tools.embedded.stack import STACK_NAME, Stack
from tools.embedded.up import bring_up

WINDOW_MINUTES = 15
SCHEDULE = "SendDigestFunctionEveryWindow"
# Functions run with the rights of their roles, send_digest too, which only a stack like this one has.
SETTINGS = {"AUTH": "true"}


@contextmanager
def digesting(directory: Path) -> Iterator[Stack]:
    """An embedded stack with `AlertDigestMinutes`, without its schedule: a flood's windows are shorter than any."""
    bring_down(directory)
    try:
        stack = bring_up(directory, {"AlertDigestMinutes": str(WINDOW_MINUTES)}, SETTINGS)
        rule = stack.client("cloudformation").describe_stack_resource(StackName=STACK_NAME, LogicalResourceId=SCHEDULE)
        stack.client("events").disable_rule(Name=rule["StackResourceDetail"]["PhysicalResourceId"])
        yield stack
    finally:
        with step("Ending the embedded stack"):
            bring_down(directory)
