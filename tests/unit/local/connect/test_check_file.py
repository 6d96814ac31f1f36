"""Faults of the file itself: named with line and column wherever the text has them."""

import json
from typing import Any

import pytest

from local.connect.check_file import MOST_CHARACTERS, file_findings
from local.connect.check_rules import Finding


def _flow(text: str = "Hello.") -> dict[str, Any]:
    say = {
        "Identifier": "Say",
        "Type": "MessageParticipant",
        "Parameters": {"Text": text},
        "Transitions": {"NextAction": "End", "Errors": [{"NextAction": "End", "ErrorType": "NoMatchingError"}]},
    }
    end = {"Identifier": "End", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
    metadata: dict[str, Any] = {"entryPointPosition": {}, "ActionMetadata": {"Say": {}, "End": {}}}
    return {"Version": "2019-10-30", "StartAction": "Say", "Metadata": metadata, "Actions": [say, end]}


def _find(text: str, values: dict[str, str] | None = None) -> list[Finding]:
    return file_findings(text, "made.json", "CONTACT_FLOW", values or {})


def _sentences(text: str, values: dict[str, str] | None = None) -> list[str]:
    return [str(finding.error("made.json")) for finding in _find(text, values)]


def _long(characters: int) -> str:
    spare = characters - len(json.dumps(_flow("")))
    return json.dumps(_flow("x" * spare))


def test_longest_file_is_accepted() -> None:
    assert _find(_long(MOST_CHARACTERS)) == []


def test_longer_file_is_refused() -> None:
    (sentence,) = _sentences(_long(MOST_CHARACTERS + 1))
    assert sentence == "made.json: file: has 256001 characters; Connect takes 256000, so split it"


def test_file_that_only_its_prompts_make_too_long_is_refused() -> None:
    (finding,) = _find(json.dumps(_flow("${Prompt}")), {"Prompt": "x" * MOST_CHARACTERS})
    assert finding.rule == "file-length"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "made.json:1:1: file: is not JSON (Expecting value); mend it there or just before"),
        ('{\n  "A": 1,\n  "B"\n}', "made.json:4:1: file: is not JSON (Expecting ':' delimiter)"),
        ("[" * 200_000, "made.json: file: is nested too deeply"),
        ('{"A": {"B": 1, "B": 2}}', "made.json: key 'B': stands twice"),
        ('{"": 1, "": 2}', "made.json: key '': stands twice"),
    ],
)
def test_text_that_is_not_json_is_named_by_line_and_column(text: str, sentence: str) -> None:
    assert [found[: len(sentence)] for found in _sentences(text)] == [sentence]


def test_placeholder_nobody_fills_is_named_by_line() -> None:
    text = json.dumps(_flow("${Greeting} and ${Known} and ${Other}"), indent=2)
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "Greeting" in line)
    found = _sentences(text, {"Known": "x"})
    assert [sentence.split(": nobody")[0] for sentence in found] == [
        f"made.json:{line}:18: placeholder ${{Greeting}}",
        f"made.json:{line}:47: placeholder ${{Other}}",
    ]


@pytest.mark.parametrize("mark", ["${}", "${a b}", "${a-b}", "${open", "${1}"])
def test_malformed_placeholder_is_refused(mark: str) -> None:
    (finding,) = _find(json.dumps(_flow(mark)))
    assert (finding.rule, "is malformed" in finding.what) == ("placeholder", True)


@pytest.mark.parametrize("document", [None, 1, "text", [], {}, {"Actions": []}])
def test_json_that_is_no_flow_is_refused(document: object) -> None:
    assert [finding.rule for finding in _find(json.dumps(document))] == ["envelope"]


def test_old_export_is_refused_with_its_line() -> None:
    text = '{\n  "version": "1",\n  "modules": []\n}'
    (finding,) = file_findings(text, "old.json", "CONTACT_FLOW", {})
    assert str(finding.error("old.json")).startswith("old.json:3:3: flow: is an export of before 2019; import it once")
