"""Every rule has a good example and bad ones (`tests/flows/<rule>/`), and each bad one breaks that rule alone."""

from pathlib import Path

import pytest

from local.check_flows import check_file
from local.connect.check_rules import RULES

EXAMPLES = Path(__file__).parents[3] / "flows"
GOOD = sorted(EXAMPLES.glob("*/good*.json"))
BAD = sorted(EXAMPLES.glob("*/bad*.json"))
MADE = {"file-length"}  # too long to keep: test_check_file.py makes it


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _lines(path: Path) -> list[str]:
    return check_file(path)


def test_every_rule_has_a_good_and_a_bad_example() -> None:
    assert {path.parent.name for path in GOOD} == set(RULES) - MADE
    assert {path.parent.name for path in BAD} == set(RULES) - MADE


def test_every_example_is_good_or_bad() -> None:
    assert set(EXAMPLES.rglob("*.*")) == {*GOOD, *BAD}


@pytest.mark.parametrize("path", GOOD, ids=_name)
def test_good_example_has_no_finding(path: Path) -> None:
    assert _lines(path) == []


@pytest.mark.parametrize("path", BAD, ids=_name)
def test_bad_example_breaks_its_rule_and_no_other(path: Path) -> None:
    found = _lines(path)
    assert found
    assert [line for line in found if not line.endswith(f" [{path.parent.name}]")] == []


@pytest.mark.parametrize("path", BAD, ids=_name)
def test_finding_names_file_place_and_mend(path: Path) -> None:
    for line in _lines(path):
        file, where, mend = line.split(": ", 2)
        assert file.startswith(str(path))
        assert where
        assert len(mend.split()) > 2
