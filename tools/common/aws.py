"""Requests to AWS, or to what stands in for it here. A request that fails raises one sentence that says what to do."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tools.common.errors import LocalError

MAY_NOT = "These credentials may not do {operation}"


class RefusedError(LocalError):
    """AWS refused a request."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.code = code
        """AWS's name for the reason, without `Exception` at its end: services spell some of them both ways."""


@dataclass(frozen=True)
class Sentences:
    """What to say of a request that failed: by AWS's code, or by code and operation where a code means two things.

    A sentence may name the `operation`, the `code`, what AWS `said`, the `problems` of a flow, a parameter that the
    request is about (`{of[Username]}`), and the values of `names`.
    """

    by_code: Mapping[str | tuple[str, str], str] = field(default_factory=dict)
    otherwise: str = "AWS refuses {operation} ({code}: {said})"
    no_answer: str = (
        "There is no answer ({kind}); on AWS check Region, network and credentials, else start the stack with: make up"
    )
    names: Mapping[str, object] = field(default_factory=dict)

    def error(self, exc: BotoCoreError | ClientError, parameters: Mapping[str, object]) -> LocalError:
        """The error to raise for a request with these parameters."""
        if not isinstance(exc, ClientError):
            return LocalError(self.no_answer.format(kind=type(exc).__name__, said=exc, **self.names))
        response: dict[str, Any] = dict(exc.response)
        error = response.get("Error", {})
        code = error.get("Code", "no code")
        short, operation = code.removesuffix("Exception"), exc.operation_name
        said = error.get("Message") or response.get("Message") or "no reason given"
        problems = "; ".join(problem["message"] for problem in response.get("problems", [])) or said
        sentence = self.by_code.get((short, operation)) or self.by_code.get(short) or self.otherwise
        told = {
            "operation": operation,
            "code": code,
            "said": said,
            "problems": problems,
            "of": defaultdict(str, parameters),
        }
        return RefusedError(sentence.format(**told, **self.names), short)


PLAIN = Sentences({"AccessDenied": MAY_NOT})


def ask(client: Any, operation: str, sentences: Sentences = PLAIN, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - made at run time
    """The answer to one request."""
    try:
        answer: dict[str, Any] = getattr(client, operation)(**parameters)
    except (BotoCoreError, ClientError) as exc:
        raise sentences.error(exc, parameters) from exc
    return answer


def pages(client: Any, operation: str, sentences: Sentences = PLAIN, **parameters: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - as above
    """Every page of a listing operation."""
    try:
        yield from client.get_paginator(operation).paginate(**parameters)
    except (BotoCoreError, ClientError) as exc:
        raise sentences.error(exc, parameters) from exc


def items(
    client: object, operation: str, member: str, sentences: Sentences, **parameters: object
) -> Iterator[dict[str, Any]]:
    """Every item of an operation that lists with `NextToken`, even if boto3 has no paginator for it."""
    token: dict[str, str] = {}
    while True:
        answer = ask(client, operation, sentences, **parameters, **token)
        yield from answer.get(member, [])
        if not answer.get("NextToken"):
            return
        token = {"NextToken": answer["NextToken"]}
