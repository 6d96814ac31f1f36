"""`make rehearse-restore`: restores both tables of the embedded stack to copies, and compares and removes these.

It proves that everything in the tables survives. How to restore on AWS is in docs/restoring.md.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import in_columns, say, step
from tools.operate.rehearse_restore.restore import contents_of, restored
from tools.operate.target import Target, embedded

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLES = ("DenylistTable", "HistoryTable")
COLUMNS = ("table", "restored by", "items", "in the copy", "result")


@dataclass(frozen=True)
class Rehearsal:
    """A table before, its copy, and the table afterwards, because it may have changed meanwhile."""

    table: str
    way: str
    before: list[str]
    copy: list[str]
    after: list[str]

    @property
    def result(self) -> str:
        """Whether the copy holds what the table held."""
        if self.copy in (self.before, self.after):
            return "the same"
        return "DIFFERENT" if self.before == self.after else "the table changed meanwhile"

    def row(self) -> tuple[str, ...]:
        """The result as a row."""
        return self.table, self.way, str(len(self.before)), str(len(self.copy)), self.result


def rehearse(running: Target) -> list[Rehearsal]:
    """Restore each table once.

    Raises:
        LocalError: the stack does not answer, or cannot restore.
    """
    dynamodb = running.client("dynamodb")
    try:
        return [_rehearse(dynamodb, output, running.outputs[output]) for output in TABLES]
    except ClientError as exc:
        raise LocalError(f"The embedded stack refuses {exc.operation_name} ({exc})") from exc
    except BotoCoreError as exc:
        raise LocalError("The embedded stack does not answer; start it with: make up") from exc


def _rehearse(dynamodb: "DynamoDBClient", output: str, table: str) -> Rehearsal:
    with step(f"Restoring a copy of {output}, comparing and removing it"):
        before = contents_of(dynamodb, table)
        with restored(dynamodb, table) as (copy, way):
            return Rehearsal(output, way, before, contents_of(dynamodb, copy), contents_of(dynamodb, table))


def table_of(rehearsals: Sequence[Rehearsal]) -> list[str]:
    """The results, with a head."""
    return in_columns([COLUMNS, *(rehearsal.row() for rehearsal in rehearsals)])


def judge(rehearsals: Sequence[Rehearsal]) -> str:
    """Say what the results prove.

    Raises:
        LocalError: a copy is not like its table.
    """
    if any(rehearsal.result == "DIFFERENT" for rehearsal in rehearsals):
        raise LocalError("A restored copy does not hold what its table holds")
    if any(rehearsal.result != "the same" for rehearsal in rehearsals):
        raise LocalError("A table changed while it was being compared; run this again while the stack is not in use")
    if not all(rehearsal.before for rehearsal in rehearsals):
        return "The same, but an empty table proves little: fill the stack first, with make lab, or by flagging"
    return "Both copies held what their tables hold, and are removed"


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    parser = argparse.ArgumentParser(prog="python -m tools.operate.rehearse_restore", description=__doc__)
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="state of the embedded stack")
    rehearsals = rehearse(embedded(parser.parse_args(words).dir))
    for line in table_of(rehearsals):
        print(f"  {line}")
    say(judge(rehearsals))


if __name__ == "__main__":
    exit_on_error(start)
