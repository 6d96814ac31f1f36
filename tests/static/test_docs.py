"""Commands, links and tables of every document, and the form of decision records and the changelog."""

import re
from pathlib import Path

import pytest

from tests.markdown import FENCE, READMES, content, headings_of
from tools.common.paths import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
DOCUMENTS = [*(ROOT / name for name in (*READMES, "CHANGELOG.md")), *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_exist(document: Path) -> None:
    named = re.findall(r"(?:^|`) *make ([a-z-]+)", document.read_text(), re.MULTILINE)
    assert set(named) <= TARGETS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = FENCE.sub("", document.read_text())
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_exist(document: Path) -> None:
    """A path may begin at the root, or at functions/, because decision records name packages."""
    named = re.findall(r"`((?:[a-z_]+/)+[\w.-]+\.[a-z]+)(?:::\w+)?`", document.read_text())
    assert [name for name in named if not any((ROOT / top / name).exists() for top in ("", "functions"))] == []


def _anchors(document: Path) -> set[str]:
    """The anchors that GitHub makes of headings."""
    titles = [heading.lstrip("# ") for heading in headings_of(document.read_text())]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_tables_have_as_many_cells_in_every_row(document: Path) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", FENCE.sub("", document.read_text()), re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, block


@pytest.mark.parametrize("record", DECISIONS, ids=lambda path: path.stem)
def test_decision_is_complete_and_listed(record: Path) -> None:
    text = record.read_text()
    title = text.splitlines()[0].removeprefix(f"# {record.name[:4]} ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Consequence"]
    assert f"| [{record.name[:4]}]({record.name}) | {title} |" in content("docs/decisions/README.md")


def test_decisions_have_a_number_each() -> None:
    assert len({record.name[:4] for record in DECISIONS}) == len(DECISIONS)


def test_changelog_has_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"$', content("pyproject.toml"), re.MULTILINE)
    assert version
    assert f"## [{version[1]}]" in content("CHANGELOG.md")
