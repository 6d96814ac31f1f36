from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.client import BaseClient
from cryptography.hazmat.primitives.asymmetric import rsa
from moto import mock_aws
from moto.sns.models import Subscription
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor
from moto.stepfunctions.parser.asl.utils import json_path
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker, SyncExecutionWorker

from tests.unit.workflow.machine import ENVIRONMENT, Machine


@cache
def _tree(definition: str) -> Any:  # noqa: ANN401 - ANTLR's own
    return _PARSE(definition)[1]


_PARSE = AmazonStateLanguageParser.parse


def parse_once(definition: str) -> tuple[Any, Any]:
    """Parse a definition once: moto would do it for each execution, in a quarter of a second, with the same result."""
    tree = _tree(definition)
    return Preprocessor().visit(tree), tree


_path = cache(json_path.parse)  # type: ignore[attr-defined]
"""Paths are parsed once as well, where moto would parse them each time."""


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def one_key(_: Subscription) -> rsa.RSAPrivateKey:
    """One key for all subscriptions, where moto would make one for each; no test looks at a signature."""
    return _key()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A new deny list for the test. Retries do not wait; they tell how long they would have waited."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(AmazonStateLanguageParser, "parse", parse_once)
    monkeypatch.setattr(json_path, "parse", _path)
    # Executions run within the call that starts them, so that tests need not wait for their end.
    monkeypatch.setattr(ExecutionWorker, "start", SyncExecutionWorker.start)
    monkeypatch.setattr(Subscription, "private_key", one_key)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        made = Machine()
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - botocore's one door to the network
        monkeypatch.setattr(BaseClient, "_make_api_call", lambda *arguments: made.answer(real, *arguments))
        monkeypatch.setattr(retrier_decl, "time", SimpleNamespace(sleep=made.waits.append))
        monkeypatch.setattr(WaitFunction, "_wait_interval", lambda _, **asked: made.asked.append(asked["wait_seconds"]))
        yield made
