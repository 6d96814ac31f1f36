"""What tests read out of Markdown."""

import re
from functools import cache

from tools.common.paths import ROOT

READMES = ("README.md", "README.ko.md")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


@cache
def content(name: str) -> str:
    """A file's text, by its path from the root."""
    return (ROOT / name).read_text()


def headings_of(text: str) -> list[str]:
    return re.findall(r"^(#+ .+)$", FENCE.sub("", text), re.MULTILINE)


def rows_of(part: str) -> list[list[str]]:
    """The cells of a part's tables, without their heads."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    ruled = [i for i, line in enumerate(lines) if re.fullmatch(r"[|\s:-]+", line)]
    kept = [line for i, line in enumerate(lines) if i not in ruled and i + 1 not in ruled]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def codes_in(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))
