"""The stack whose tables and queue are looked through, asked with faults in one sentence each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.common.errors import LocalError
from tools.embedded import stack
from tools.embedded.stack import STACK_NAME

EMBEDDED = "the embedded stack"


@dataclass(frozen=True)
class Account:
    """A stack, the country whose national spellings it takes, and clients that may read and erase."""

    place: str
    outputs: dict[str, str]
    region: str
    """ISO 3166 code: the stack's `DefaultRegion`."""
    dynamodb: Any
    sqs: Any
    states: Any

    @property
    def entries(self) -> str:
        """Name of DenylistTable."""
        return self.outputs["DenylistTable"]

    @property
    def history(self) -> str:
        """Name of HistoryTable."""
        return self.outputs["HistoryTable"]

    @property
    def queue(self) -> str:
        """URL of the dead-letter queue."""
        return self.outputs["DeadLetterQueueUrl"]


def ask(client: Any, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as the operation wants them
    """One operation of a client; a fault is a LocalError."""
    try:
        answer: dict[str, Any] = getattr(client, operation)(**parameters)
    except (BotoCoreError, ClientError) as exc:
        raise fault(exc) from exc
    return answer


def pages(client: Any, operation: str, **parameters: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - as above
    """Every page of an operation that lists."""
    try:
        yield from client.get_paginator(operation).paginate(**parameters)
    except (BotoCoreError, ClientError) as exc:
        raise fault(exc) from exc


def fault(exc: BotoCoreError | ClientError) -> LocalError:
    """What a failed request means to an operator; AWS's own message may quote an item, so only its code is told."""
    if not isinstance(exc, ClientError):
        said = f"There is no answer ({type(exc).__name__})"
        return LocalError(f"{said}; on AWS check Region, network and credentials, else start the stack with: make up")
    code = exc.response.get("Error", {}).get("Code", "no code")
    if code.startswith("AccessDenied"):
        return LocalError(
            f"These credentials may not do {exc.operation_name}; docs/personal-data.md lists what is needed"
        )
    return LocalError(f"AWS refuses {exc.operation_name} ({code})")


def embedded(directory: Path) -> Account:
    """The stack of `make up`."""
    running = stack.load(directory)
    described = _describe(running.client("cloudformation"), STACK_NAME)
    return _account(EMBEDDED, described, *(running.client(s) for s in ("dynamodb", "sqs", "stepfunctions")))


def deployed(name: str) -> Account:
    """A stack in the AWS account of the usual credentials.

    Raises:
        LocalError: there is no such stack, it is not this one, or AWS cannot be asked.
    """
    try:
        clients = [boto3.client(s) for s in ("cloudformation", "dynamodb", "sqs", "stepfunctions")]
        described = _describe(clients[0], name)
    except (BotoCoreError, LocalError) as exc:
        raise LocalError(f"Cannot read the stack {name} ({exc}); check STACK, Region and credentials") from exc
    return _account(name, described, *clients[1:])


def _describe(cloudformation: object, name: str) -> dict[str, Any]:
    described: dict[str, Any] = ask(cloudformation, "describe_stacks", StackName=name)["Stacks"][0]
    return described


def _account(place: str, described: dict[str, Any], *clients: object) -> Account:
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
    given = {p["ParameterKey"]: p["ParameterValue"] for p in described.get("Parameters", [])}
    if "HistoryTable" not in outputs or "DefaultRegion" not in given:
        raise LocalError(f"{place} is no deny list: it has no HistoryTable, or no DefaultRegion")
    return Account(place, outputs, given["DefaultRegion"], *clients)
