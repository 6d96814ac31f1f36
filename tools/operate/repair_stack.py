"""`make repair`: puts right what was changed in the stack's resources outside CloudFormation.

Deploying again does not help: CloudFormation compares the new template with the last one, finds no difference, and
leaves the resource as it is. This command has CloudFormation compare the last template with the real resources (drift
detection) and bring them back in line (a change set with DeploymentMode REVERT_DRIFT). It shows both, and asks.
"""

import argparse
import time
from collections.abc import Mapping, Sequence
from typing import Any

from tools.common.errors import LocalError, exit_on_error
from tools.common.parameters import deployed
from tools.common.progress import say, step
from tools.operate.change_set import Consent, carry_out
from tools.operate.cloudformation import CloudFormation
from tools.operate.target import add_consent

STACK = "AWS::CloudFormation::Stack"
DRIFTED = {"MODIFIED": "was changed", "DELETED": "is gone"}
GUIDE = "docs/operating.md, “Something was changed outside the stack”"

type Drift = Mapping[str, Any]


def run(cloudformation: CloudFormation, consent: Consent) -> None:
    """Look for drift, show it, ask, and put it right."""
    stack = cloudformation.standing()
    cloudformation.refuse_unready(stack)
    with step(f"Comparing {cloudformation.name} ({cloudformation.region}) with its template"):
        drifted = drift(cloudformation, cloudformation.name)
    resources = cloudformation.pages("list_stack_resources", "StackResourceSummaries", StackName=cloudformation.name)
    for line in [*described(drifted), *_inside(cloudformation, resources), *_not_compared(resources)]:
        print(f"  {line}")
    if not drifted:
        say("Nothing to put right among what CloudFormation can compare")
        return
    if not carry_out(cloudformation, revert(cloudformation, stack), consent) and not consent.dry_run:
        raise LocalError(f"CloudFormation does not put this right; {GUIDE}, says how it is done by hand")


def drift(cloudformation: CloudFormation, stack: str) -> list[Drift]:
    """The resources of a stack that are not as its template says."""
    begun = cloudformation.ask("detect_stack_drift", StackName=stack)["StackDriftDetectionId"]
    while (state := cloudformation.ask("describe_stack_drift_detection_status", StackDriftDetectionId=begun))[
        "DetectionStatus"
    ] == "DETECTION_IN_PROGRESS":
        time.sleep(cloudformation.poll)
    if state["DetectionStatus"] == "DETECTION_FAILED":
        print(f"  not everything could be compared: {state.get('DetectionStatusReason', 'no reason given')}")
    wanted = {"StackName": stack, "StackResourceDriftStatusFilters": list(DRIFTED)}
    return list(cloudformation.pages("describe_stack_resource_drifts", "StackResourceDrifts", **wanted))


def described(drifted: Sequence[Drift]) -> list[str]:
    """What differs, a line for each resource and one for each property."""
    lines = []
    for one in drifted:
        lines.append(f"{one['LogicalResourceId']} ({one['ResourceType']}) {DRIFTED[one['StackResourceDriftStatus']]}")
        lines += [
            f"  {differs['PropertyPath']} is {differs['ActualValue']}, not {differs['ExpectedValue']}"
            for differs in one.get("PropertyDifferences", [])
        ]
    return lines


def revert(cloudformation: CloudFormation, stack: Mapping[str, Any]) -> str:
    """The change set that brings the resources in line with the template and the parameters that were deployed last."""
    kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in deployed(stack)]
    answer = cloudformation.ask(
        "create_change_set",
        StackName=cloudformation.name,
        ChangeSetName=f"repair-{int(time.time())}",
        UsePreviousTemplate=True,
        Parameters=kept,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        DeploymentMode="REVERT_DRIFT",
    )
    return str(answer["Id"])


def _inside(cloudformation: CloudFormation, resources: Sequence[Mapping[str, Any]]) -> list[str]:
    """The differences in nested stacks, which a change set of the outer stack may not reach."""
    return [
        f"in {one['LogicalResourceId']}: {line}"
        for one in resources
        if one["ResourceType"] == STACK
        for line in described(drift(cloudformation, one["PhysicalResourceId"]))
    ]


def _not_compared(resources: Sequence[Mapping[str, Any]]) -> list[str]:
    unseen = {
        one["ResourceType"]
        for one in resources
        if one.get("DriftInformation", {}).get("StackResourceDriftStatus", "NOT_CHECKED") == "NOT_CHECKED"
    }
    return (
        [f"not compared, because CloudFormation cannot: {', '.join(sorted(unseen - {STACK}))}"]
        if unseen - {STACK}
        else []
    )


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    parser = argparse.ArgumentParser(prog="python -m tools.operate.repair_stack", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the stack")
    add_consent(parser)
    given = parser.parse_args(words)
    consent = Consent.given(given)
    run(CloudFormation(given.stack), consent)


if __name__ == "__main__":
    exit_on_error(start)
