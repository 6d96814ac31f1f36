"""An update of a stack made by commit dd5b0ee keeps its tables, user pool, topics, queue, pipe, workflow and API.

CloudFormation replaces a resource if its logical id, type or creation-only properties change.
kept.json holds them as in that commit (`git show dd5b0ee:template.yaml`), because CI clones without history.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.replacements import made_once, ours

KEPT: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("kept.json").read_text())


@pytest.mark.parametrize("name", KEPT)
def test_resource_of_an_existing_stack_is_not_replaced(name: str) -> None:
    resource = ours()["Resources"][name]
    set_once = {path[0] for path in made_once(resource["Type"]) if len(path) == 1}
    fixed = {key: value for key, value in resource["Properties"].items() if key in set_once}
    assert {"Type": resource["Type"], "Fixed": fixed} == KEPT[name]


@pytest.mark.parametrize(("table", "had"), [("DenylistTable", {"ByStatus"}), ("HistoryTable", set())])
def test_update_makes_one_index_of_a_table_at_most(table: str, had: set[str]) -> None:
    """DynamoDB makes one index of a table at a time, and CloudFormation refuses an update that asks for two."""
    properties = ours()["Resources"][table]["Properties"]
    has = {index["IndexName"] for index in properties.get("GlobalSecondaryIndexes", ())}
    assert has >= had
    assert len(has - had) <= 1
