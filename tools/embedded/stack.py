"""The running stack as `.local/stack.json` describes it. The demo and the tests use it through this."""

import json
import os
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import botocore.session
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as VARIABLES

from tools.common.errors import LocalError
from tools.common.paths import DEFAULT_DIRECTORY

REGION = "us-east-1"
STACK_NAME = "connect-deny-list"


class User(TypedDict):
    """A sample person who can sign in to the reviewers' console."""

    username: str
    password: str
    groups: list[str]


@dataclass(frozen=True)
class Stack:
    """A deployed stack: where it answers, its outputs, the queue that receives each alert, and who can sign in."""

    endpoint_url: str
    region: str
    outputs: dict[str, str]
    alerts_queue_url: str
    users: list[User] = field(default_factory=list)

    def user(self, username: str) -> User:
        """One of the sample people.

        Raises:
            LocalError: there is no such person, as where people sign in at another provider.
        """
        for user in self.users:
            if user["username"] == username:
                return user
        raise LocalError(f"The stack has no user {username}; bring it up again with: make up")

    def client(self, service: str) -> Any:  # noqa: ANN401 - its methods are made from the service's model at run time
        """A boto3 client of this stack, never of an AWS account."""
        return client(service, self.endpoint_url)

    def invoke(self, function: str, event: object) -> Any:  # noqa: ANN401 - whatever JSON the function answers
        """A function's answer to an event. If the function fails, a `LocalError`."""
        answer = self.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
        payload = json.loads(answer["Payload"].read() or "null")
        if "FunctionError" in answer:
            raise LocalError(f"{function} failed: {json.dumps(payload, ensure_ascii=False)}")
        return payload

    def take_alerts(self) -> list[dict[str, Any]]:
        """The alerts that came since the last call, oldest first, as SNS wraps them (`Subject`, `Message`, …)."""
        sqs, alerts = self.client("sqs"), []
        while batch := sqs.receive_message(QueueUrl=self.alerts_queue_url, MaxNumberOfMessages=10).get("Messages"):
            for message in batch:
                alerts.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.alerts_queue_url, ReceiptHandle=message["ReceiptHandle"])
        return alerts


def load(directory: Path = DEFAULT_DIRECTORY) -> Stack:
    """The stack that `make up` left running."""
    try:
        return Stack(**json.loads((directory / "stack.json").read_text()))
    except FileNotFoundError as exc:
        raise LocalError("No stack is running; start one with: make up") from exc
    except (ValueError, TypeError) as exc:
        raise LocalError(f"{directory / 'stack.json'} is damaged; run make down, then make up") from exc


def save(stack: Stack, directory: Path) -> None:
    """Write `stack.json` in one step, so that it is never read half-written. Only its owner can read the passwords."""
    partial = directory / "stack.json.partial"
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    partial.write_text(json.dumps(asdict(stack), indent=2) + "\n")
    partial.replace(directory / "stack.json")


def forget(directory: Path) -> None:
    """Remove `stack.json`, because the stack no longer runs."""
    (directory / "stack.json").unlink(missing_ok=True)


@cache
def client(service: str, endpoint_url: str) -> Any:  # noqa: ANN401 - as above
    """A client with dummy credentials and this endpoint, which ignores the user's AWS configuration and proxies."""
    # Each client has its own session, because threads may share clients but not sessions.
    return _session().create_client(
        service,
        region_name=REGION,
        endpoint_url=endpoint_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - the emulator's
        config=Config(proxies={}, inject_host_prefix=False, read_timeout=120, max_pool_connections=50),
    )


def _session() -> botocore.session.Session:
    """A session without environment variables and files: a stray AWS_PROFILE must neither break nor redirect it."""
    variables = {name: (None, None, default, convert) for name, (_, _, default, convert) in VARIABLES.items()}
    for name in ("config_file", "credentials_file"):
        variables[name] = (None, None, os.devnull, None)
    return botocore.session.Session(session_vars=variables)
