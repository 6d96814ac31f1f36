"""`make delete`: shows what of a stack is deleted and what stays, asks, and deletes it.

Both tables and the user pool stay, because their content cannot be made again. It prints how to delete them for good.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tools.common.errors import LocalError, exit_on_error
from tools.common.parameters import deployed
from tools.common.progress import say, step
from tools.common.template import parse_template
from tools.connect.names import QUICK_CONNECT_NAME, title
from tools.operate.attach.client import Client
from tools.operate.attach.directory import Directory
from tools.operate.attach.instance import InstanceArn
from tools.operate.change_set import Consent
from tools.operate.changes import agree
from tools.operate.cloudformation import UNDER_WAY, CloudFormation
from tools.operate.target import add_consent

KEPT = {"Retain", "RetainExceptOnCreate"}
# SAM retains versions of functions, so that an update keeps the former ones. Deleting the function deletes them.
GO_WITH_THEIR_OWNER = {"AWS::Lambda::Version"}
FLOWS = "ConnectFlows"
FOR_GOOD = {
    "AWS::DynamoDB::Table": (
        "aws dynamodb update-table --table-name {id} --no-deletion-protection-enabled",
        "aws dynamodb delete-table --table-name {id}",
    ),
    "AWS::Cognito::UserPool": (
        "aws cognito-idp update-user-pool --user-pool-id {id} --deletion-protection INACTIVE",
        "aws cognito-idp delete-user-pool --user-pool-id {id}",
    ),
}

type Resource = Mapping[str, Any]


def run(cloudformation: CloudFormation, consent: Consent) -> None:
    """Show, ask, and delete."""
    stack = cloudformation.standing()
    _refuse(cloudformation, stack)
    going, staying = sorted_out(cloudformation)
    _refuse_attached(deployed(stack), going, cloudformation.name)
    for line in shown(going, staying):
        print(f"  {line}")
    if consent.dry_run:
        say("Dry run: nothing was deleted")
        return
    if not consent.yes:
        agree(f"Delete the stack {cloudformation.name} ({cloudformation.region})?", "deleted")
    with step(f"Deleting {cloudformation.name}"):
        cloudformation.ask("delete_stack", StackName=stack["StackId"])
        status = cloudformation.wait(stack["StackId"])
    if status != "DELETE_COMPLETE":
        said = f"{cloudformation.name} is {status}; run this again once the cause is gone."
        raise LocalError("\n".join([said, *cloudformation.reasons()]))
    say("Deleted. What stays is deleted for good by these, and cannot be had back:" if staying else "Deleted")
    for line in for_good(staying):
        print(f"  {line}")


def _refuse(cloudformation: CloudFormation, stack: Mapping[str, Any]) -> None:
    if stack["StackStatus"].endswith("_IN_PROGRESS"):
        advice = UNDER_WAY.format(name=cloudformation.name)
        raise LocalError(f"{cloudformation.name} is {stack['StackStatus']}: {advice}. Nothing was deleted.")
    if stack.get("EnableTerminationProtection"):
        raise LocalError(
            f"{cloudformation.name} is protected; nothing was deleted. If it is to go: aws cloudformation "
            f"update-termination-protection --no-enable-termination-protection --stack-name {cloudformation.name}"
        )


def sorted_out(cloudformation: CloudFormation) -> tuple[list[Resource], list[Resource]]:
    """The resources that are deleted, and those that stay."""
    body = cloudformation.ask("get_template", StackName=cloudformation.name, TemplateStage="Processed")["TemplateBody"]
    template = parse_template(body) if isinstance(body, str) else body
    kept = {name for name, one in template["Resources"].items() if one.get("DeletionPolicy") in KEPT}
    found = cloudformation.pages("list_stack_resources", "StackResourceSummaries", StackName=cloudformation.name)
    there = [one for one in found if one["ResourceStatus"] != "DELETE_COMPLETE" and one.get("PhysicalResourceId")]
    staying: list[Resource] = [
        one for one in there if one["LogicalResourceId"] in kept and one["ResourceType"] not in GO_WITH_THEIR_OWNER
    ]
    return [one for one in there if one not in staying and one["ResourceStatus"] != "DELETE_SKIPPED"], staying


def shown(going: Sequence[Resource], staying: Sequence[Resource]) -> list[str]:
    """What is deleted, counted by type, and what stays, one by one."""
    counted = Counter(one["ResourceType"] for one in going)
    return [
        f"goes: {len(going)} resources, with all that is in them",
        *(f"  {count} {kind}" for kind, count in sorted(counted.items())),
        f"stays: {len(staying)}",
        *(f"  {one['LogicalResourceId']} ({one['ResourceType']}): {one['PhysicalResourceId']}" for one in staying),
        "stays, too: SAM's bucket with the code of all stacks, a key of yours, Amazon Connect's logs, backups, exports",
    ]


def for_good(staying: Sequence[Resource]) -> list[str]:
    """The commands that delete what stays."""
    return [
        command.format(id=one["PhysicalResourceId"])
        for one in staying
        for command in FOR_GOOD.get(one["ResourceType"], ())
    ]


def _refuse_attached(given: Mapping[str, str], going: Sequence[Resource], name: str) -> None:
    """Refuse while a queue has the quick connect or a number leads to the flow, because Connect keeps what is used."""
    if not given.get("ConnectInstanceArn") or FLOWS not in {one["LogicalResourceId"] for one in going}:
        return
    try:
        queues, numbers = attached(Directory(Client(InstanceArn.parse(given["ConnectInstanceArn"]))))
    except LocalError as exc:
        print(f"  Amazon Connect does not say whether anything there still uses the flows: {exc}", file=sys.stderr)
        return
    undo = [f'make connect STACK={name} QUEUES="{",".join(queues)}" UNDO=1'] if queues else []
    undo += [f"make connect STACK={name} NUMBER={number} UNDO=1" for number in numbers]
    if undo:
        raise LocalError("\n  ".join(["Amazon Connect still uses the flows; nothing was deleted. First:", *undo]))


def attached(directory: Directory) -> tuple[list[str], list[str]]:
    """The queues that offer the quick connect, and the numbers that lead to the flow."""
    button, flow = directory.quick_connect(QUICK_CONNECT_NAME), directory.flow(title("inbound"))
    queues = [queue.name for queue in directory.queues if directory.has(queue, button)]
    return queues, [one.name for one in directory.numbers if directory.flow_of_number.get(one.arn) == flow.arn]


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    parser = argparse.ArgumentParser(prog="python -m tools.operate.delete_stack", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the stack")
    add_consent(parser)
    given = parser.parse_args(words)
    consent = Consent.given(given)
    if not given.stack:
        raise LocalError("Name the stack that is to be deleted: make delete STACK=name")
    run(CloudFormation(given.stack), consent)


if __name__ == "__main__":
    exit_on_error(start)
