"""Where functions are tried: tables of their own in an embedded stack's DynamoDB, behind a proxy that can fail."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self

from tools.connect.standin import INSTANCE_ARN, INSTANCE_ID
from tools.embedded.stack import STACK_NAME, Stack, client
from tools.measure.faults.artefacts import Artefacts
from tools.measure.faults.connect import AGENT, Connect
from tools.measure.faults.handler import Handler
from tools.measure.faults.proxy import Proxy
from tools.measure.faults.tables import Tables

ASKS_CONNECT = "identify_agent"


class Bench:
    """Starts functions whose requests all go through a proxy. As a context, it ends everything that it started."""

    def __init__(self, stack: Stack, directory: Path) -> None:
        self.stack, self._directory = stack, directory
        self._names = count(1)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self._artefacts = Artefacts.copy(self._directory)
            opened.callback(self._artefacts.remove)
            self._functions = _functions(self.stack)
            self.tables = Tables(self.stack)
            opened.callback(self.tables.drop)
            stand_in = opened.enter_context(Connect())
            self._dynamodb, self._connect = Proxy(self.stack.endpoint_url), Proxy(stand_in.url)
            opened.callback(self._dynamodb.close)
            opened.callback(self._connect.close)
            self._warm()
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @contextmanager
    def handler(self, function: str, **variables: str) -> Iterator[Handler]:
        """A function with the variables that the template gives it, and others that the caller gives."""
        name = f"case-{next(self._names):05}-"
        proxy = self._connect if function == ASKS_CONNECT else self._dynamodb
        configured = self._functions.get(function) or self._artefacts.settings(function)
        environment = {**configured["Environment"]["Variables"], **self._environment(name), **variables}
        folders = self._artefacts.folders(function)
        handler = Handler(function, name, folders, environment, configured["Timeout"], proxy)
        try:
            yield handler
        finally:
            handler.close()

    def _environment(self, name: str) -> dict[str, str]:
        return {
            "DENYLIST_TABLE": self.tables.denylist,
            "HISTORY_TABLE": self.tables.history,
            "STACK_NAME": STACK_NAME,
            "CONNECT_INSTANCE_ARN": INSTANCE_ARN,
            "AWS_ENDPOINT_URL": self._dynamodb.url,
            "AWS_ENDPOINT_URL_CONNECT": self._connect.url,
            "AWS_SDK_UA_APP_ID": name,
            "AWS_DEFAULT_REGION": self.stack.region,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def _warm(self) -> None:
        """Let microburst read its models of the services, which takes seconds, before a function waits for it."""
        self._dynamodb.wait()
        self._connect.wait()
        dynamodb, sns = client("dynamodb", self._dynamodb.url), client("sns", self._dynamodb.url)
        connect = client("connect", self._connect.url)
        with ThreadPoolExecutor() as pool:
            table = pool.submit(dynamodb.describe_table, TableName=self.tables.denylist)
            topics = pool.submit(sns.list_topics)
            user = pool.submit(connect.describe_user, InstanceId=INSTANCE_ID, UserId=AGENT)
        table.result(), topics.result(), user.result()


def _functions(stack: Stack) -> dict[str, Any]:
    """The deployed functions' settings, by the folder that each is in."""
    pages = stack.client("lambda").get_paginator("list_functions").paginate()
    return {found["Handler"].partition(".")[0]: found for page in pages for found in page["Functions"]}
