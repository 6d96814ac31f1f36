"""A stack's user pool: found by the stack, asked with faults in one sentence each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.common.aws import read_outputs
from tools.common.errors import LocalError
from tools.embedded import stack

EMBEDDED = "the embedded stack"

# What a code means and what to do about it.
SENTENCES = {
    "AccessDeniedException": "These credentials may not do cognito-idp:{operation}; allow it on user pool {pool.id}",
    "UserNotFoundException": 'There is no "{name}" in the user pool of {pool.place}; make reviewers lists who there is',
    "ResourceNotFoundException": "The user pool {pool.id} of {pool.place}, or a group of it, is gone ({said}); "
    "put it right with: make repair STACK=name",
    "CodeDeliveryFailureException": "Cognito could not mail {name} ({said}); check EMAIL",
    "TooManyRequestsException": "Cognito throttles {operation}; run this again later",
    "LimitExceededException": "Cognito refuses {operation}, because a quota is reached ({said})",
}
OTHERWISE = "Cognito refuses {operation} ({code}: {said})"


class NobodyError(LocalError):
    """The pool does not know this person."""


@dataclass(frozen=True)
class Pool:
    """A user pool, where it is, and a client that may change it."""

    id: str
    place: str
    console: str
    cognito: Any

    @property
    def is_embedded(self) -> bool:
        """Whether nobody but this machine knows it: the emulator mails no invitations."""
        return self.place == EMBEDDED

    def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - as the operation wants them
        """One operation; a fault is a LocalError that says what to do."""
        try:
            answer: dict[str, Any] = getattr(self.cognito, operation)(UserPoolId=self.id, **parameters)
        except (BotoCoreError, ClientError) as exc:
            raise self._error(exc, parameters) from exc
        return answer

    def pages(self, operation: str, member: str, **parameters: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
        """Every item of an operation that lists."""
        try:
            for page in self.cognito.get_paginator(operation).paginate(UserPoolId=self.id, **parameters):
                yield from page.get(member, [])
        except (BotoCoreError, ClientError) as exc:
            raise self._error(exc, parameters) from exc

    def _error(self, exc: BotoCoreError | ClientError, parameters: dict[str, Any]) -> LocalError:
        if isinstance(exc, ClientError):
            return _said(exc, self, str(parameters.get("Username", "")))
        if self.is_embedded:
            return LocalError("The embedded stack does not answer; start it with: make up")
        return LocalError(f"Cognito cannot be asked ({exc}); check Region, network and credentials")


def _said(exc: ClientError, pool: Pool, name: str) -> LocalError:
    error = exc.response.get("Error", {})
    code, said = error.get("Code", ""), error.get("Message", "no reason given")
    sentence = SENTENCES.get(code, OTHERWISE)
    text = sentence.format(operation=exc.operation_name, pool=pool, name=name, code=code, said=said)
    return (NobodyError if code == "UserNotFoundException" else LocalError)(text)


def embedded(directory: Path) -> Pool:
    """The pool of the stack of `make up`."""
    running = stack.load(directory)
    return _pool(running.outputs, EMBEDDED, running.client("cognito-idp"))


def deployed(name: str) -> Pool:
    """The pool of a stack in the AWS account of the usual credentials."""
    outputs = read_outputs(name)
    try:
        return _pool(outputs, name, boto3.client("cognito-idp"))
    except BotoCoreError as exc:
        raise LocalError(f"Cognito cannot be asked ({exc}); check Region, network and credentials") from exc


def _pool(outputs: dict[str, str], place: str, cognito: object) -> Pool:
    if outputs.get("UserPoolId"):
        return Pool(outputs["UserPoolId"], place, outputs["ConsoleUrl"], cognito)
    if "ConsoleUrl" in outputs:
        raise LocalError(
            f"{place} has no user pool, because it was deployed with OidcIssuer; manage people at that provider, "
            "in its groups viewers, reviewers and admins"
        )
    raise LocalError(f"{place} has no console yet; bring it up to date with: make up, or make deploy")
