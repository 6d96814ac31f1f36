"""Every program, target and example starts, and gives what it says. New ones are found without an edit here."""

import os
import re
import runpy
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.markdown import FENCE
from tools.common.paths import DEV_BIN, ROOT
from tools.connect.run.__main__ import _parser as trace_parser
from tools.connect.run.__main__ import trace

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
BLOCKS = {
    block[1]: block[0] for block in re.finditer(r"^([a-z][a-z-]*):(?!=).*\n(?:\t.*\n|.*\\\n)*", MAKEFILE, re.MULTILINE)
}
"""Each target's recipe, as it is written."""
DOCUMENTS = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = sorted((ROOT / "tools").rglob("*.py"))
PROGRAMS = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__main__")
    for path in SOURCES
    if re.search(r"^    exit_on_error\(", path.read_text("utf-8"), re.MULTILINE)
)
WORD = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"'`|;&)])+"""
UNKNOWN = "--no-such-option"


class Command(NamedTuple):
    """`make target NAME=value …`, and where it is written."""

    where: str
    target: str
    values: dict[str, str]


def of_help() -> Iterator[Command]:
    """What `make help` shows: each target alone, and with everything in its brackets."""
    for target, block in BLOCKS.items():
        yield Command("make help", target, {})
        brackets = re.search(r"\(([^()]*[A-Z_]+=.*)\)$", block.splitlines()[0])
        yield Command("make help", target, _values(brackets[1]) if brackets else {})


def of_documents() -> Iterator[Command]:
    """Commands in code spans and shell blocks, including those that a backslash continues on the next line."""
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        blocks = [body.replace("\\\n", " ") for language, body in FENCE.findall(text) if language == "sh"]
        lines = [line.strip() for body in blocks for line in body.splitlines()]
        yield from _commands(
            str(document.relative_to(ROOT)), [*re.findall(r"`([^`\n]+)`", FENCE.sub("", text)), *lines]
        )


def of_programs() -> Iterator[Command]:
    """Commands that docstrings and messages of the programs tell people to type."""
    for path in SOURCES:
        text = path.read_text("utf-8")
        told = re.findall(rf"(?:: |`|\n  +)(make [a-z-]+(?: [A-Z_]+={WORD})*)", text)
        yield from _commands(str(path.relative_to(ROOT)), told)


def _commands(where: str, texts: list[str]) -> Iterator[Command]:
    for text in texts:
        if found := re.match(r"(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)\b(.*)", text):
            yield Command(where, found[1], _values(found[2]))


def _values(text: str) -> dict[str, str]:
    """`NAME=value` as a shell reads it; `NAME=` alone stands for any value."""
    return {name: _plain(value) or "any" for name, value in re.findall(rf"\b([A-Z_]+)=({WORD}|)", text)}


def _plain(value: str) -> str:
    return "".join(shlex.split(value.replace("{", "").replace("}", "")))


COMMANDS = [*of_help(), *of_documents(), *of_programs()]


def _ids(command: Command) -> str:
    return f"{command.where}: {command.target} {' '.join(command.values)}"


# ── Programs ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_starts_and_says_what_it_does(program: str) -> None:
    """It runs as a target starts it: in a process with nothing on its path but the virtual environment."""
    command = [str(DEV_BIN / "python"), "-m", program, "--help"]
    ran = subprocess.run(command, cwd=ROOT, env={"COLUMNS": "300"}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(f"usage: python -m {program} "), "its usage is how it is started"
    assert re.search(r"^`(make|python -m) [^`]+`: ", ran.stdout, re.MULTILINE), "its docstring is missing"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_option_says_what_it_is_for(path: Path) -> None:
    for call in re.findall(r"add_argument\((.*)\)$", path.read_text("utf-8"), re.MULTILINE):
        assert "help=" in call, call


# ── Targets and examples ────────────────────────────────────────────────────────────────────────


def test_commands_were_found() -> None:
    assert {"README.md", "README.ko.md", "make help", "docs/operating.md"} <= {c.where for c in COMMANDS}
    assert len(PROGRAMS) > 20


@pytest.mark.parametrize("command", COMMANDS, ids=_ids)
def test_target_and_its_variables_are_the_makefiles(command: Command) -> None:
    assert command.target in BLOCKS
    for name in command.values:
        assert re.search(rf"\b{name}\b", BLOCKS[command.target]), f"{command.target} does nothing with {name}"


@pytest.mark.filterwarnings("ignore:.*found in sys.modules:RuntimeWarning")
@pytest.mark.parametrize("command", COMMANDS, ids=_ids)
def test_programs_of_a_target_understand_what_it_gives_them(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each gets one more option, which no program has. If it complains of that one alone, it knows all others."""
    for program, given in _programs(command):
        monkeypatch.setattr(sys, "argv", [program, *given, UNKNOWN])
        terminated = signal.getsignal(signal.SIGTERM)
        try:
            with pytest.raises(SystemExit, match=r"^2$"):
                runpy.run_module(program, run_name="__main__")
        finally:
            signal.signal(signal.SIGTERM, terminated)
        assert capsys.readouterr().err.endswith(f"error: unrecognized arguments: {UNKNOWN}\n")


def _programs(command: Command) -> Iterator[tuple[str, list[str]]]:
    """Each program of this project that `make` would start, with its arguments as a shell splits them."""
    if "$(MAKE)" in BLOCKS[command.target]:
        return  # even `make -n` runs a line with $(MAKE), and its targets are tested like the others
    given = [f"{name}={value}" for name, value in command.values.items()]
    dry = ["make", "--dry-run", "--no-print-directory", command.target, *given]
    printed = subprocess.run(dry, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=True).stdout
    for line in printed.replace("\\\n", " ").splitlines():
        for program, arguments in re.findall(rf"/python -m (tools[\w.]*)((?:[ \t]+{WORD})*)", line):
            # The line may begin with words that xargs splits.
            shown = (
                "xargs printf '%s\\0' {}" if "<<<" in arguments else "for word in {}; do printf '%s\\0' \"$word\"; done"
            )
            run = ["bash", "-c", shown.format(arguments)]
            words = subprocess.run(
                run, env={**_environment(), **command.values}, capture_output=True, check=True
            ).stdout
            yield program, [word for word in words.decode().split("\0") if word]


def _environment() -> dict[str, str]:
    """The environment without the variables of a `make` that runs the tests."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin"}


# ── Examples that run off line ──────────────────────────────────────────────────────────────────

TRACED = [command for command in COMMANDS if command.target == "trace"]


@pytest.mark.parametrize("command", TRACED, ids=_ids)
def test_example_of_a_trace_gives_an_answer_that_the_flow_compares(command: Command) -> None:
    arguments = trace_parser().parse_args(
        [command.values.get("FLOW", "inbound"), *shlex.split(command.values.get("ARGS", ""))]
    )
    outcome = trace(arguments)
    assert list(outcome.keys_used) == arguments.key
    steps = [step.branch for step in outcome.trace if step.type == "Compare"]
    assert not arguments.answer or "NoMatchingCondition" not in steps, "the flow does not know the answer"


@pytest.mark.parametrize("locale", ["POSIX", "ko_KR.EUC-KR"])
def test_commands_say_the_same_in_every_locale(locale: str) -> None:
    """Python's own switch from ASCII to UTF-8 is off, so that the test shows what `make` sets."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": locale, "PYTHONCOERCECLOCALE": "0"}
    command = ["make", "--silent", "trace", "FLOW=inbound", "ARGS=--language ko --answer Success=true"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "전화" in ran.stdout.decode("utf-8")
