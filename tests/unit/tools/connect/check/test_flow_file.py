"""Files that are refused before a run, each with a sentence that names the file, the block and the fix."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.tools.connect.scripted import Scripted, flagging
from tools.connect.block_rule import CONTACT_FLOW, QUEUE_TRANSFER
from tools.connect.check.flow_file import findings, load_text
from tools.connect.json_text import read
from tools.connect.project import FLOWS
from tools.connect.run import Flow, FlowError, RunError, run

TEMPLATE = (FLOWS / "flag_number.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"Version": ', "some.json:1:13: file: is not JSON"),
        ('{\n"Version": "1",\n"Version": "2"}', "key 'Version': stands twice"),
        ("[]", "flow: must be an object"),
        ('"text"', "flow: must be an object"),
        (" " * 256_001, "file: has 256001 characters"),
        ("", "some.json:1:1: file: is not JSON"),
        ("[" * 200_000, "some.json: file: is nested too deeply"),
        ('{"A": {"": 1, "": 2}}', "key '': stands twice"),
        ('{"A": "${open"}', "placeholder .* is malformed"),
        ('{"A": "${Gone}"}', r"some.json:1:8: placeholder \$\{Gone\}: has no value"),
    ],
)
def test_text_that_is_no_flow_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FlowError, match=sentence):
        load_text(text, "some.json", CONTACT_FLOW, {})


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match=r"gone\.json: file: cannot be read"):
        read(tmp_path / "gone.json")


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(FlowError, match=r"latin\.json: file: cannot be read"):
        read(tmp_path / "latin.json")


def _places(node: object) -> Iterator[tuple[Any, Any]]:
    """Walk every place in a document where a value could be replaced."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield node, key
        yield from _places(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["Ask", "End", "$.Channel"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.data(), JSON)
@settings(deadline=None)  # a run starts a thread, which a busy machine may delay
def test_any_value_anywhere_is_run_or_refused_never_an_accident(data: st.DataObject, value: object) -> None:
    document = json.loads(TEMPLATE)
    node, key = data.draw(st.sampled_from(list(_places(document))))
    node[key] = value
    found = findings(document, QUEUE_TRANSFER)
    if not found:
        with suppress(RunError):
            run(Flow.parse("some.json", QUEUE_TRANSFER, document), flagging(), Scripted({"Result": "added"}), "2")
    assert all(finding.what for finding in found)
