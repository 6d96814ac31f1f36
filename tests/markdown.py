"""What tests read out of Markdown."""

import re
from functools import cache

from tools.common.paths import ROOT

READMES = ("README.md", "README.ko.md")
TRANSLATED = {
    korean: korean.replace(".ko.md", ".md")
    for korean in ("README.ko.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.ko.md")))
}
"""Each Korean page, and the English page that says the same."""
OPERATORS = "\n".join(
    (ROOT / "docs" / f"{page}.md").read_text()
    for page in (
        "operating",
        "alerts",
        "console",
        "deploying",
        "personal-data",
        "restoring",
        "security",
        "table",
        "workflow",
    )
)
"""The pages for operators."""
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@cache
def content(name: str) -> str:
    """A file's text, by its path from the root."""
    return (ROOT / name).read_text()


def headings_of(text: str) -> list[str]:
    return re.findall(r"^(#+ .+)$", FENCE.sub("", text), re.MULTILINE)


def rows_of(part: str) -> list[list[str]]:
    """The cells of a part's tables, without the header rows."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    ruled = [i for i, line in enumerate(lines) if re.fullmatch(r"[|\s:-]+", line)]
    kept = [line for i, line in enumerate(lines) if i not in ruled and i + 1 not in ruled]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def codes_in(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def part(text: str, heading: str) -> str:
    """The text below a heading (given with its hashes), down to the next heading of any level."""
    below = re.split(rf"^{re.escape(heading)}$", text, maxsplit=1, flags=re.MULTILINE)[1]
    return re.split(r"^#+ ", FENCE.sub("", below), maxsplit=1, flags=re.MULTILINE)[0]


def table(text: str, heading: str) -> dict[str, list[str]]:
    """The rows below a heading, by the name in their first cell."""
    return {row[0].strip("`*"): row for row in rows_of(part(text, heading))}
