"""A DynamoDB that keeps its tables and their index in files (dynalite, on LevelDB), in a process of its own."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tools.common.errors import LocalError
from tools.common.paths import DEFAULT_DIRECTORY, DEV_BIN, ROOT, private
from tools.common.progress import wait_until
from tools.common.template import read_template
from tools.embedded.emulator import HOST, free_port
from tools.embedded.stack import client
from tools.measure.growth.entries import entry

DIRECTORY = DEFAULT_DIRECTORY / "growth"
PROGRAM = ROOT / ".venvs" / "growth" / "node_modules" / "dynalite" / "cli.js"
GUARD = Path(__file__).with_name("guard.cjs")
TABLES = {"Denylist": "DenylistTable", "History": "HistoryTable"}
DESCRIBED = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
START_SECONDS = 30.0
MUCH, SETTLE_SECONDS = 10_000, 5.0
"""After this many writes, LevelDB reorganises its files for a while."""
TOGETHER, AT_ONCE = 25, 8
"""Items of a BatchWriteItem, and how many such requests run at a time."""


class Store:
    """Both tables as template.yaml describes them, filled with as many entries as are asked for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client: Any = client("dynamodb", url)
        self._filled = 0

    def create(self) -> None:
        """Make both tables, empty."""
        resources = read_template()["Resources"]
        for name, resource in TABLES.items():
            described = resources[resource]["Properties"]
            self._client.create_table(TableName=name, **{k: described[k] for k in DESCRIBED if k in described})
            self._client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})

    def fill(self, entries: int) -> None:
        """Fill the table up to so many entries. None is removed."""
        starts = range(self._filled, entries, TOGETHER)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda start: self._put(range(start, min(start + TOGETHER, entries))), starts):
                pass
        if entries - self._filled >= MUCH:
            time.sleep(SETTLE_SECONDS)
        self._filled = entries

    def _put(self, indices: range) -> None:
        requests = [{"PutRequest": {"Item": entry(index)}} for index in indices]
        while requests:
            answer = self._client.batch_write_item(RequestItems={"Denylist": requests})
            requests = answer.get("UnprocessedItems", {}).get("Denylist", [])

    def answers(self) -> bool:
        """Whether it answers yet."""
        with suppress(BotoCoreError, ClientError):
            return "TableNames" in self._client.list_tables()
        return False


@contextmanager
def running(directory: Path = DIRECTORY) -> Iterator[Store]:
    """Start a store whose files are deleted when it ends."""
    if not PROGRAM.exists():
        raise LocalError("The DynamoDB to measure against is not installed; start with: make growth")
    files = directory / "tables"
    shutil.rmtree(files, ignore_errors=True)
    private(directory)
    port = free_port()
    command = [
        str(DEV_BIN / "node"),
        "--require",
        str(GUARD),
        str(PROGRAM),
        "--host",
        HOST,
        "--port",
        str(port),
        "--path",
        str(files),
    ]
    with (directory / "dynalite.log").open("w") as log:
        # In a process group of its own, because node is the child of a small Python program.
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        store = Store(f"http://{HOST}:{port}")
        wait_until(lambda: process.poll() is not None or store.answers(), START_SECONDS, "the DynamoDB")
        if process.poll() is not None:
            raise LocalError(f"The DynamoDB to measure against does not start: see {directory / 'dynalite.log'}")
        yield store
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        shutil.rmtree(files, ignore_errors=True)
