"""`make tables`: writes the tables of functions/denylist into the console, the template and documents."""

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from denylist.decisions import DECISIONS
from denylist.entries import DENYING, WAITING
from denylist.languages import LANGUAGES
from denylist.terms import OF_AGENTS, TERMS
from tools.common.errors import exit_on_error
from tools.common.paths import ROOT, TEMPLATE
from tools.common.progress import say

CONSOLE = ROOT / "console" / "src" / "tables.js"
CONTRACT, DEPLOYING = ROOT / "docs" / "contract.md", ROOT / "docs" / "deploying.md"
_LISTED_IN_TEMPLATE = re.compile(r"(?<=AllowedValues: )\[\d+[a-z](, \d+[a-z])+\]")
_LISTED_IN_TEXT = re.compile(r"`\d+[a-z]`( `\d+[a-z]`)+")


def made() -> Iterator[tuple[Path, str]]:
    """Each file that holds such a table, with the table brought up to date."""
    yield CONSOLE, "\n".join(_console())
    yield TEMPLATE, _LISTED_IN_TEMPLATE.sub(f"[{', '.join(OF_AGENTS)}]", TEMPLATE.read_text("utf-8"))
    for document in (CONTRACT, DEPLOYING):
        listed = " ".join(f"`{term}`" for term in OF_AGENTS)
        yield document, _LISTED_IN_TEXT.sub(listed, document.read_text("utf-8"))


def _console() -> Iterator[str]:
    yield "// Made by `make tables` from functions/denylist."
    milliseconds = {term: None if seconds is None else 1000 * seconds for term, seconds in TERMS.items()}
    yield from _object("TERMS", "How long each term is, in milliseconds.", "number | null", milliseconds)
    in_order = LANGUAGES["en"].STATUSES
    statuses = {status: {"denies": status in DENYING, "waits": status in WAITING} for status in in_order}
    about = "Whether entries with a status deny calls while they last, and whether they wait for a reviewer."
    yield from _object("STATUSES", about, "{ denies: boolean, waits: boolean }", statuses)
    decisions = {
        name: {"right": kind.right, "term": "term" in kind.takes, "event": kind.word}
        for name, kind in DECISIONS.items()
    }
    about = "The right that each decision needs, whether it takes a term, and what history calls it."
    yield from _object("DECISIONS", about, "{ right: string, term: boolean, event: string }", decisions)
    yield ""


def _object(name: str, about: str, kind: str, rows: Mapping[str, object]) -> Iterator[str]:
    """One table as biome lays it out, one row a line."""
    yield f"\n/** {about} @type {{{{[name: string]: {kind}}}}} */"
    yield f"export const {name} = {{"
    yield from (f"  {_script({key: row})[2:-2]}," for key, row in rows.items())
    yield "};"


def _script(value: object) -> str:
    """JSON in a script's style: names without quotes, and spaces inside braces."""
    return re.sub(r'"([A-Za-z_]\w*)":', r"\1:", json.dumps(value)).replace("{", "{ ").replace("}", " }")


def main() -> None:
    """Write each table into its file."""
    argparse.ArgumentParser(prog="python -m tools.draw.tables", description=__doc__).parse_args()
    for file, text in made():
        file.write_text(text, "utf-8")
        say(f"{file.relative_to(ROOT)} has its tables")


if __name__ == "__main__":
    exit_on_error(main)
