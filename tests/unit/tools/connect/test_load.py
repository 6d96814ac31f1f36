"""What is refused before a run, each with a sentence that names file, action and the fix."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.tools.connect.scripted import Scripted, flagging
from tools.connect.actions import ACTIONS, CONTACT_FLOW, QUEUE_TRANSFER
from tools.connect.check.file import findings
from tools.connect.project import FLOWS
from tools.connect.run import Flow, FlowError, RunError, load, run
from tools.connect.run.perform import PERFORM

type Document = dict[str, Any]

TEMPLATE = (FLOWS / "flag_number.json").read_text(encoding="utf-8")


def _flow() -> Document:
    """One of each kind of branch, behind the check for voice it needs, and nothing else."""
    end = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    ask = {
        "Identifier": "Ask",
        "Type": "GetParticipantInput",
        "Parameters": {"Text": "Yes?", "InputTimeLimitSeconds": "5", "StoreInput": "False"},
        "Transitions": {
            "NextAction": "End",
            "Conditions": [{"NextAction": "End", "Condition": {"Operator": "Equals", "Operands": ["1"]}}],
            "Errors": [
                {"NextAction": "End", "ErrorType": kind}
                for kind in ("NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded")
            ],
        },
    }
    voice = {
        "Identifier": "Voice?",
        "Type": "Compare",
        "Parameters": {"ComparisonValue": "$.Channel"},
        "Transitions": {
            "NextAction": "End",
            "Conditions": [{"NextAction": "Ask", "Condition": {"Operator": "Equals", "Operands": ["VOICE"]}}],
            "Errors": [{"NextAction": "End", "ErrorType": "NoMatchingCondition"}],
        },
    }
    placed = {name: {"position": {"x": x, "y": 1}} for x, name in enumerate(("Voice?", "Ask", "End"))}
    return {
        "Version": "2019-10-30",
        "StartAction": "Voice?",
        "Metadata": {"entryPointPosition": {"x": 0, "y": 0}, "ActionMetadata": placed},
        "Actions": [ask, end, voice],
    }


def _load(folder: Path, document: object, flow_type: str = CONTACT_FLOW) -> Flow:
    path = folder / "some.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return load(path, flow_type, {})


def test_untouched_flow_loads(tmp_path: Path) -> None:
    flow = _load(tmp_path, _flow())
    assert flow.branches() == {
        ("Voice?", "Equals VOICE"),
        ("Voice?", "NoMatchingCondition"),
        ("Ask", "Equals 1"),
        ("Ask", "NoMatchingError"),
        ("Ask", "NoMatchingCondition"),
        ("Ask", "InputTimeLimitExceeded"),
        ("End", "end"),
    }


def test_action_in_the_wrong_flow_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="Ask: GetParticipantInput may not stand in a AGENT_WHISPER flow"):
        _load(tmp_path, _flow(), "AGENT_WHISPER")


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
        ('{"A": "${Gone}"}', r"some.json:1:8: placeholder \$\{Gone\}: nobody fills it"),
    ],
)
def test_text_that_is_no_flow_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(FlowError, match=sentence):
        _load(tmp_path, text)


def test_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match=r"gone\.json: file: cannot be read"):
        load(tmp_path / "gone.json", CONTACT_FLOW, {})


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(FlowError, match=r"latin\.json: file: cannot be read"):
        load(tmp_path / "latin.json", CONTACT_FLOW, {})


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


def test_every_action_of_the_table_can_be_performed() -> None:
    assert set(ACTIONS) == set(PERFORM)
