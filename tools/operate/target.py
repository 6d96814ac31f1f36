"""Which stack a command works on: the embedded one, or one on AWS. Every command for both chooses here."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError

from tools.common import parameters
from tools.common.aws import ask
from tools.common.errors import LocalError
from tools.common.paths import DEFAULT_DIRECTORY
from tools.embedded import stack

EMBEDDED = "the embedded stack"


@dataclass(frozen=True)
class Target:
    """A stack: what people call it, its outputs, and a boto3 client for each service of it."""

    name: str
    outputs: Mapping[str, str]
    client: Callable[..., Any]

    @property
    def is_embedded(self) -> bool:
        """Whether it runs on this machine, and nowhere else."""
        return self.name == EMBEDDED

    @property
    def stack(self) -> str:
        """What CloudFormation calls it."""
        return stack.STACK_NAME if self.is_embedded else self.name

    def parameters(self) -> dict[str, str]:
        """The parameters that it was deployed with."""
        return parameters.deployed(_describe(self.client, self.stack))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command take `--stack` and `--dir`."""
    parser.add_argument("--stack", help="a stack on AWS (default: the embedded stack)")
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="state of the embedded stack")


def add_consent(parser: argparse.ArgumentParser) -> None:
    """Let a command take `--yes` and `--dry-run`."""
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def chosen(given: argparse.Namespace) -> Target:
    """The stack that the arguments name.

    Raises:
        LocalError: there is none, or it cannot be asked.
    """
    return on_aws(given.stack) if given.stack else embedded(given.dir)


def embedded(directory: Path) -> Target:
    """The stack of `make up`."""
    running = stack.load(directory)
    return Target(EMBEDDED, running.outputs, running.client)


def on_aws(name: str) -> Target:
    """A stack in the AWS account of the usual credentials."""
    client = cache(boto3.client)
    try:
        described = _describe(client, name)
    except (BotoCoreError, LocalError) as exc:
        raise LocalError(f"Cannot read the stack {name} ({exc}); check STACK, Region and credentials") from exc
    return Target(name, {one["OutputKey"]: one["OutputValue"] for one in described.get("Outputs", [])}, client)


def _describe(client: Callable[[str], Any], name: str) -> dict[str, Any]:
    described: dict[str, Any] = ask(client("cloudformation"), "describe_stacks", StackName=name)["Stacks"][0]
    return described
