"""Finds the number and the entry that people mean by what they type or open."""

from typing import NamedTuple

from denylist.entries import Entry
from denylist.keys import judge_key, key_meant, kind_of
from denylist.numbers import Number, could_mean
from denylist.refusals import Refusal
from denylist.tables.store import Store
from denylist.text import clean
from review_entries.models import SPELLING
from review_entries.problems import ProblemError, invalid

_IN_FULL = "write it in full: plus, country code, number"
_LONGEST_KEY = 2048
"""Bytes (DynamoDB Developer Guide, "Quotas")."""


class Found(NamedTuple):
    """The key that is meant, and its entry if there is one."""

    key: str
    entry: Entry | None


class Finder:
    """Looks into one table, and reads numbers as people in one country write them."""

    def __init__(self, store: Store, region: str) -> None:
        self._store = store
        self._region = region

    def find(self, spelling: str) -> Found:
        """What a page's address names: the entry with exactly that key, else the number that the text spells.

        The exact key comes first, because a refused flag or a hand-typed spelling has a key that is no number, or that
        spells another entry's number.
        """
        exact = None if kind_of(spelling) == "number" else self._get(spelling)
        return Found(spelling, exact) if exact else self.search(spelling)

    def search(self, spelling: str) -> Found:
        """What a person looks for. A text that is no number can still be the key of a refused flag."""
        key, text = key_meant(spelling, self._region), clean(spelling, SPELLING)
        found = (Found(at, entry) for at in (key, text) if at and (entry := self._get(at)))
        return next(found, Found(key or text, None))

    def _get(self, key: str) -> Entry | None:
        """The entry under a text, if the text can be a key."""
        return self._store.get(key) if 0 < len(key.encode(errors="replace")) <= _LONGEST_KEY else None

    def begin(self, spelling: str) -> Number:
        """The number for which an entry can be begun.

        Raises:
            ProblemError: there can be no entry for the text, or it could be several numbers, which the problem lists.
        """
        judged = judge_key(spelling, self._region)
        if judged is Refusal.AMBIGUOUS:
            raise ProblemError(judged, readings=could_mean(spelling, self._region))
        if not isinstance(judged, Number):
            raise invalid("number", f"is not a number that may be denied ({judged}); {_IN_FULL}")
        return judged

    def begin_at(self, key: str) -> Number:
        """The number that this key is.

        Raises:
            ProblemError: it is none, or another spelling of one.
        """
        number = self.begin(key)
        if kind_of(key, number) != "number":
            raise invalid("number", "is not a telephone number")
        return number
