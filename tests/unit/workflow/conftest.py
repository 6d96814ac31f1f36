from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from botocore.client import BaseClient
from moto import mock_aws
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl

from tests.unit.workflow.machine import ENVIRONMENT, Machine


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A deny list of its own, whose retries do not wait but tell how long they would have."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        made = Machine()
        real = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001 - botocore's one door to the network
        monkeypatch.setattr(BaseClient, "_make_api_call", lambda *arguments: made.answer(real, *arguments))
        monkeypatch.setattr(retrier_decl, "time", SimpleNamespace(sleep=made.waits.append))
        yield made
