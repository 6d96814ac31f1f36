"""A change set of CloudFormation: shows what it would do, asks, and carries it out."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tools.common.errors import LocalError
from tools.common.progress import say, step
from tools.operate.changes import agree
from tools.operate.cloudformation import CloudFormation

NOTHING_CHANGES = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True)
class Consent:
    """Whether changes are made without asking, or only shown."""

    yes: bool = False
    dry_run: bool = False

    @classmethod
    def given(cls, arguments: argparse.Namespace) -> "Consent":
        """What a command line with `add_consent` says.

        Raises:
            LocalError: it says neither, and there is no terminal to ask on. Nothing has been sent yet.
        """
        consent = cls(yes=arguments.yes, dry_run=arguments.dry_run)
        if not (consent.yes or consent.dry_run or sys.stdin.isatty()):
            raise LocalError(
                "There is no terminal to ask on; nothing was sent. Add YES=1 (--yes), or DRY_RUN=1 to see the changes"
            )
        return consent


@dataclass(frozen=True)
class Change:
    """What a change set does to one resource."""

    action: str
    logical_id: str
    type: str
    replacement: str = ""
    policy: str = ""
    properties: tuple[str, ...] = ()
    """The properties because of which it is replaced."""

    @classmethod
    def read(cls, change: Mapping[str, Any]) -> "Change":
        """Read CloudFormation's description of it."""
        targets = [detail.get("Target", {}) for detail in change.get("Details", [])]
        named = {
            t.get("Name", t.get("Attribute", "")) for t in targets if t.get("RequiresRecreation", "Never") != "Never"
        }
        return cls(
            change["Action"],
            change["LogicalResourceId"],
            change["ResourceType"],
            change.get("Replacement", ""),
            change.get("PolicyAction", ""),
            tuple(sorted(named)),
        )


MADE, MANY = "made", 20
# Every new version of the code replaces these. They hold nothing that could be lost.
CODE = {"AWS::Lambda::Version", "AWS::Lambda::LayerVersion", "AWS::Lambda::Alias"}
# In this order, because what cannot be undone must be seen first.
KINDS: tuple[tuple[str, Callable[[Change], bool]], ...] = (
    ("REPLACED", lambda c: c.action == "Modify" and c.replacement == "True" and c.type not in CODE),
    ("may be REPLACED", lambda c: c.action == "Modify" and c.replacement == "Conditional" and c.type not in CODE),
    ("kept, no longer in the stack", lambda c: c.action == "Remove" and c.policy == "Retain"),
    ("deleted", lambda c: c.action == "Remove"),
    ("changed", lambda c: c.action == "Modify"),
    (MADE, lambda c: c.action == "Add"),
    ("left as it is, and noted so", lambda c: c.action == "SyncWithActual"),
    ("worked out while it is deployed", lambda _: True),
)


def tell(changes: Sequence[Change]) -> list[str]:
    """A change set in lines: how many changes of each kind, and which. If many are new, they are counted by type."""
    left, lines = list(changes), []
    for kind, belongs in KINDS:
        found = sorted((one for one in left if belongs(one)), key=lambda one: one.logical_id)
        left = [one for one in left if one not in found]
        if found:
            lines += [f"{kind}: {len(found)}", *(f"  {line}" for line in _lines(kind, found))]
    return lines


def _lines(kind: str, found: Sequence[Change]) -> list[str]:
    if kind == MADE and len(found) > MANY:
        return [f"{count} {type_}" for type_, count in sorted(Counter(one.type for one in found).items())]
    return [_line(one) for one in found]


def _line(change: Change) -> str:
    because = f", because of {', '.join(change.properties)}" if change.properties else ""
    former = {"ReplaceAndRetain": "; the former one is kept", "ReplaceAndDelete": "; the former one is deleted"}
    return f"{change.logical_id} ({change.type}{because}){former.get(change.policy, '')}"


def read_changes(cloudformation: CloudFormation, change_set: str) -> list[Change]:
    """The changes of a change set, once CloudFormation has worked them out; empty if there are none."""
    about = {"ChangeSetName": change_set, "StackName": cloudformation.name}
    while (found := cloudformation.ask("describe_change_set", **about))["Status"] in {
        "CREATE_PENDING",
        "CREATE_IN_PROGRESS",
    }:
        time.sleep(cloudformation.poll)
    if found["Status"] == "FAILED":
        reason = found.get("StatusReason", "no reason given")
        if any(text in reason for text in NOTHING_CHANGES):
            return []
        raise LocalError(f"CloudFormation refuses the change: {reason}\nNothing was changed.")
    pages = cloudformation.pages("describe_change_set", "Changes", **about)
    return [Change.read(one["ResourceChange"]) for one in pages if "ResourceChange" in one]


def carry_out(cloudformation: CloudFormation, change_set: str, consent: Consent) -> bool:
    """Show a change set, ask, and execute or delete it. The answer is whether it was executed."""
    executed = False
    try:
        changes = read_changes(cloudformation, change_set)
        for line in tell(changes):
            print(f"  {line}")
        if not changes:
            say("Nothing to change")
        elif consent.dry_run:
            say(f"Dry run: {len(changes)} change(s) left undone")
        else:
            if not consent.yes:
                agree(f"Make {len(changes)} change(s) in {cloudformation.name}?", "changed")
            executed = True
            with step("Making the changes; it takes half an hour where check_number gets a new version"):
                cloudformation.execute(change_set)
    finally:
        if not executed:
            cloudformation.drop(change_set)
    return executed
