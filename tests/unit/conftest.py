"""Unit tests have no network; handlers get an AWS in this process (moto) with the template's tables."""

import functools
import importlib
import itertools
import os
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from aws_xray_sdk.core import xray_recorder
from hypothesis import HealthCheck, settings
from moto import mock_aws
from moto.core.models import RESPONSES_METHODS
from moto.dynamodb.responses import DynamoHandler
from pytest_socket import disable_socket, enable_socket

from denylist import clients
from tests.unit.dynamodb_http import DynamodbHttp, be_patient, serving
from tests.unit.records import NOW
from tests.unit.tables import Tables

ENVIRONMENT = {
    "DENYLIST_TABLE": "Denylist",
    "HISTORY_TABLE": "History",
    "DEFAULT_REGION": "US",
    "REVIEW_POLICY": "provisional",
    "REVIEW_WINDOW_HOURS": "72",
    "DEFAULT_TERM": "30d",
    "FLAG_MENU": "category",
    "FLAGS_PER_AGENT_PER_HOUR": "20",
    "HISTORY_RETENTION_DAYS": "400",
    "CONNECT_INSTANCE_ARN": "",
    "LANGUAGE": "en",
    "CONSOLE_URL": "https://denylist.example.com/",
    "POWERTOOLS_METRICS_NAMESPACE": "DenyList",
    "STACK_NAME": "connect-deny-list",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}

CONTEXT = SimpleNamespace(
    function_name="unit",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:unit",
    aws_request_id="request-1",
)
_LOADS = itertools.count()
_CLIENTS = {name: functools.cache(getattr(clients, name)) for name in ("dynamodb", "patient_dynamodb", "sns")}
"""One client of each kind for all tests, because making one takes longer than most tests."""

# moto answers boto3 before it sends, so it need not patch `requests` as well, with some 1,300 addresses for each test.
RESPONSES_METHODS.clear()

# The tracer opens a UDP socket when it is imported, so it is imported before sockets are off. Nothing is ever sent.
xray_recorder.emitter._socket.close()  # type: ignore[attr-defined]  # noqa: SLF001

# Powertools warns when a function raises before it has counted anything.
AFTER_A_FAULT = pytest.mark.filterwarnings("ignore:No application metrics to publish:UserWarning")

type Load = Callable[..., ModuleType]

# Hypothesis tries the same examples every time, so that only a change of the code can make a test fail: few in
# `make unit`, more in `make test`. HYPOTHESIS_PROFILE=search tries new ones.
_ANY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("unit", _ANY, max_examples=30, derandomize=True)
settings.register_profile("test", _ANY, max_examples=100, derandomize=True)
settings.register_profile("search", _ANY, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "unit"))


@functools.cache
def _session() -> boto3.Session:
    """One session for all tests, because reading the service models takes longer than a test."""
    return boto3.Session("test", "test", region_name="us-east-1")


@pytest.fixture(autouse=True)
def _one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make that session boto3's default, because moto drops the default session for each test."""
    monkeypatch.setattr(boto3, "_get_default_session", _session)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables that the template gives the functions, with its defaults."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def tables(environment: None) -> Iterator[Tables]:
    """Both tables, empty, as the template describes them."""
    with mock_aws():
        yield Tables.create()


@pytest.fixture
def atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run one call at a time, because moto reads an item, writes it and copies it for its answer in three steps."""
    lock, call = threading.Lock(), DynamoHandler.call_action

    def one_at_a_time(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        with lock:
            return call(*arguments, **named)

    monkeypatch.setattr(DynamoHandler, "call_action", one_at_a_time)


@pytest.fixture
def dynamodb_http(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamodbHttp]:
    """The tables over HTTP, as `check_number` reaches them."""
    be_patient(monkeypatch)
    for made in _CLIENTS.values():
        made()  # now, because a client that is first made below would ask this server in all later tests, too
    with serving() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", server.url)
        yield server


@pytest.fixture
def load(tables: Tables, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Load:
    """`load("add_number", DEFAULT_REGION="KR")`: a function's module as Lambda starts it; its clock stands at NOW."""

    def load(name: str, **variables: str) -> ModuleType:
        if name == "check_number":
            request.getfixturevalue("dynamodb_http")
        # A logger is made once for each service, and would keep on writing to the output of the test that made it.
        for variable, value in {"POWERTOOLS_SERVICE_NAME": f"{name}-{next(_LOADS)}", **variables}.items():
            monkeypatch.setenv(variable, value)
        sys.modules.pop(f"{name}.app", None)
        for client, made in _CLIENTS.items():
            monkeypatch.setattr(clients, client, made)
        module = importlib.import_module(f"{name}.app")
        if name == "check_number":
            request.addfinalizer(module.WIRE.close)
        if hasattr(module, "time"):
            monkeypatch.setattr(module, "time", SimpleNamespace(time=lambda: NOW, monotonic=lambda: 0.0))
        return module

    return load
