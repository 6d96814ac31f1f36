"""A run is printed so that people can read it."""

import sys
from io import StringIO

import pytest
from rich.console import Console

from tools.common.errors import LocalError
from tools.connect.project import FLOW_TYPES
from tools.connect.run.__main__ import _parser, main, tell, trace


def _told(*arguments: str) -> str:
    written = StringIO()
    tell(trace(_parser().parse_args(arguments)), Console(file=written, width=400, highlight=False))
    return written.getvalue()


@pytest.mark.parametrize("flow", FLOW_TYPES)
def test_every_flow_can_be_traced(flow: str) -> None:
    assert f"{flow}.json" in _told(flow)


def test_table_shows_block_branch_and_note() -> None:
    told = _told("inbound", "--answer", "Success=true", "--fault", "Say the call is turned away=NoMatchingError")
    line = next(line for line in told.splitlines() if "Say the call is turned away" in line)
    cells = [cell.strip() for cell in line.strip("│").split("│")]
    assert cells[:5] == ["7", "inbound.json", "Say the call is turned away", "MessageParticipant", "NoMatchingError"]
    assert cells[6] == "fault injected"


def test_what_came_of_it_is_told() -> None:
    told = _told("inbound", "--answer", "Success=true", "--language", "ko")
    assert "voice: Seoyeon Neural" in told
    assert "tags: Denylist=denied" in told
    assert "ended: disconnected" in told


def test_setting_changes_the_run() -> None:
    assert "heard:" not in _told("inbound", "--answer", "Success=true", "--set", "DeniedMessage=silent")


def test_failing_function_is_noted() -> None:
    assert "FunctionError: scripted" in _told("inbound", "--fail")


def test_keys_and_forms_are_given() -> None:
    answers = ["Result=updated", "Why=NONE", "Menu=category", "Holds=window", "Hours=72", "Term=365d"]
    told = _told("flag_number", "--key", "2", *(word for answer in answers for word in ("--answer", answer)))
    assert "Nuisance, 5. Undo, star. | Noted for 1 year." in told
    told = _told("after_call", "--answer", "Result=added", "--form", "Submit", "Term.0=30d", "Reason=shouted")
    assert "Equals Submit" in told
    assert "Equals added" in told


def test_call_is_dialled() -> None:
    assert "dialled: yes" in _told("outbound_check")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("inbound", "--fault", "Gone=NoMatchingError"), "Gone has no error branch"),
        (("inbound", "--answer", "Success"), "must be written name=value"),
        (("inbound", "--channel", "FAX"), "channel 'FAX' is unknown"),
        (("inbound", "--set", "DeniedMessage=loud"), "cannot be 'loud'"),
    ],
)
def test_what_cannot_be_is_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(LocalError, match=sentence):
        _told(*arguments)


def test_command_prints_the_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["trace", "inbound", "--caller", ""])
    main()
    printed = capsys.readouterr().out
    assert "Branch taken" in printed
    assert "DenylistCaller=," in printed
