"""Categories: what an agent says a flag is about, the key of each on the phone menu, and how long such a flag lasts.

A new category is one row here and its words: in `languages`, console/src/words and flows/prompts.
"""

from typing import NamedTuple

from denylist.errors import UnknownCategoryError


class Category(NamedTuple):
    """One row."""

    key: str
    """On the phone's keypad; empty if only panel and form offer the category."""
    term: str
    """The term of a flag whose agent asked for none; empty is the stack's default."""


CATEGORIES = {
    "abuse": Category("1", "30d"),
    "threat": Category("2", "365d"),
    "harassment": Category("3", "365d"),
    "fraud": Category("4", "90d"),
    "nuisance": Category("5", "7d"),
    "other": Category("", ""),
}

# What a flow passes if the agent chose no category.
_UNASKED = ("", "none")


def asked(category: object) -> str:
    """The category that an agent gave; empty without one. A missing attribute may arrive as its path.

    >>> asked("threat"), asked(None), asked("$.Attributes.Category")
    ('threat', '', '')

    Raises:
        UnknownCategoryError: it is not in the table.
    """
    word = category.strip() if isinstance(category, str) else ""
    if category is None or (isinstance(category, str) and (word in _UNASKED or word.startswith("$."))):
        return ""
    if word not in CATEGORIES:
        raise UnknownCategoryError(f"a category is one of {', '.join(CATEGORIES)}")
    return word
