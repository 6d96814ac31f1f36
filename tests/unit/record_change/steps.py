"""The workflow's steps up to `record_change`, and the tables that they find."""

from typing import Any

from tests.unit.conftest import CONTEXT, Load
from tests.unit.records import Item, event
from tests.unit.tables import Tables

TYPED = "(206) 555-0142"


class Workflow:
    """`record_change` and the steps before it, called as the workflow calls them."""

    def __init__(self, load: Load, **variables: str) -> None:
        self.normalize = load("normalize_number", **variables)
        self.app = load("record_change", **variables)

    def prepare(self, raw: dict[str, Any]) -> dict[str, Any]:
        """What the steps before find out, for records that the workflow sends through them."""
        image = raw["dynamodb"].get("NewImage")
        if image is None or image.get("Status", {"S": "FLAGGED"}) != {"S": "FLAGGED"}:
            return {}
        return {"Number": self.normalize.lambda_handler({"Record": raw}, CONTEXT), "Agent": {"FlaggedBy": "noah"}}

    def run(self, raw: dict[str, Any], execution: str = "run-1") -> dict[str, Any]:
        return self.record({"Record": raw, "Execution": execution, **self.prepare(raw)})

    def record(self, passed: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self.app.lambda_handler(passed, CONTEXT)
        assert set(answer) == {"New", "Change"}
        return answer


def kept(name: str) -> dict[str, Any]:
    return event(f"stream_{name}")


def happened(tables: Tables, raw: dict[str, Any]) -> None:
    """Put the new item of a record into the table, if it has one."""
    images = raw["dynamodb"]
    if "NewImage" in images:
        tables.put(images["NewImage"])


def contents(tables: Tables) -> tuple[dict[str, Item], list[Item]]:
    """Both tables, without the attribute that keeps which own writes have been recognized."""
    return tables.entries(), [{name: v for name, v in item.items() if name != "Wrote"} for item in tables.history()]
