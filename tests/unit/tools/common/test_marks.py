"""Generated text goes between its own marks, and nowhere else."""

import pytest

from tools.common.errors import LocalError
from tools.common.marks import between

TEXT = "before\n<!-- one -->\nold\n<!-- /one -->\nand\n<!-- two -->\n<!-- /two -->\nafter\n"


def test_content_is_placed_between_its_marks() -> None:
    placed = between(TEXT, "one", r"new \1")
    assert placed == TEXT.replace("old", r"new \1")
    assert between(placed, "one", "old") == TEXT


def test_content_is_placed_between_marks_with_nothing_in_them() -> None:
    assert between(TEXT, "two", "first") == TEXT.replace("<!-- two -->\n", "<!-- two -->\nfirst\n")


@pytest.mark.parametrize("text", ["no marks", "<!-- one -->\n", TEXT + TEXT])
def test_document_without_one_pair_of_marks_is_refused(text: str) -> None:
    with pytest.raises(LocalError, match="one pair of marks"):
        between(text, "one", "new")
