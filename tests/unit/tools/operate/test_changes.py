"""The changes that an operator's command makes: shown, agreed to, made one by one, and counted if one fails."""

import io
import sys
from typing import Any

import pytest

from tests.unit.tools.terminal import answering
from tools.common.errors import LocalError
from tools.operate.changes import Step, agree, carry_out

STEPS = [
    Step("Sales has it"),
    Step("Give it to Service", "give", (("Queue", "service"),), "s3cret"),
    Step("Give it to Billing", "give", (("Queue", "billing"),)),
]


class Account:
    """An account that accepts so many changes, and refuses more."""

    def __init__(self, changes: int = 9) -> None:
        self.left = changes
        self.asked: list[tuple[str, Any]] = []

    def ask(self, operation: str, **parameters: Any) -> None:  # noqa: ANN401
        if not self.left:
            raise LocalError("It is full")
        self.left -= 1
        self.asked.append((operation, parameters))


MADE = [("give", {"Queue": "service"}), ("give", {"Queue": "billing"})]


@pytest.mark.parametrize("answer", ["y", "Y", " yes\n", "Yes"])
def test_who_agrees_sees_what_was_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    questions: list[str] = []
    answering(monkeypatch, lambda question: questions.append(question) or answer)  # type: ignore[func-returns-value]
    account = Account()
    assert carry_out(STEPS, account.ask, yes=False, dry_run=False) == STEPS[1:]
    assert account.asked == MADE
    assert questions == ["Make 2 change(s)? [y/N] "]
    assert capsys.readouterr().out.splitlines() == [
        "  as it is      Sales has it",
        "  would change  Give it to Service",
        "  would change  Give it to Billing",
        "  changed       Give it to Service: s3cret",
        "  changed       Give it to Billing",
    ]


def test_who_said_yes_before_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, lambda _: pytest.fail("asked"))
    account = Account()
    carry_out(STEPS, account.ask, yes=True, dry_run=False)
    assert account.asked == MADE


@pytest.mark.parametrize("steps", [[], STEPS[:1]])
def test_where_nothing_is_to_be_changed_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], steps: list[Step]
) -> None:
    answering(monkeypatch, lambda _: pytest.fail("asked"))
    assert carry_out(steps, pytest.fail, yes=False, dry_run=False) == []
    assert "Nothing to change" in capsys.readouterr().out


def test_dry_run_shows_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert carry_out(STEPS, pytest.fail, yes=True, dry_run=True) == []
    said = capsys.readouterr().out
    assert "would change  Give it to Service" in said
    assert "Dry run: 2 change(s) left undone" in said


def test_change_that_fails_says_how_many_were_made() -> None:
    with pytest.raises(LocalError, match=r"^It is full. 1 of 2 change\(s\) were made; a second run makes the rest$"):
        carry_out(STEPS, Account(1).ask, yes=True, dry_run=False)


@pytest.mark.parametrize("answer", ["", "n", "no", "yes please", None])
def test_whatever_else_is_answered_is_no(monkeypatch: pytest.MonkeyPatch, answer: str | None) -> None:
    def answered(_: str) -> str:
        if answer is None:
            raise EOFError
        return answer

    answering(monkeypatch, answered)
    with pytest.raises(LocalError, match=r"^Nothing was erased$"):
        agree("Erase it?", "erased")


def test_piped_text_is_no_answer_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(LocalError, match=r"^There is no terminal to ask on; nothing was erased; add YES=1 \(--yes\)$"):
        agree("Erase it?", "erased")
