"""Flagging: what becomes of an agent's flag, whichever way it came, and of the wish to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from denylist import categories, terms
from denylist.agent_key import agent_key
from denylist.categories import CATEGORIES
from denylist.entries import APPROVED
from denylist.errors import UnknownCategoryError, UnknownTermError
from denylist.flags import Flagged
from denylist.numbers import Number, judge, may_have_code
from denylist.refusals import DENIED, WITHDRAWN, Refusal
from denylist.text import seconds
from denylist.writes import Flag

if TYPE_CHECKING:
    from denylist.entries import Entry
    from denylist.tables.store import Store
    from denylist.terms import Policy
    from denylist.writes import Kept

MOST_WARNINGS = 3
_HOUR = 3600


class Claimed(NamedTuple):
    """A flag as a flow or the panel passes it; `object` is judged here."""

    address: object
    flag_id: str
    call_id: str
    flagged_by: str
    reason: str = ""
    term: object = None
    category: object = None
    warnings: object = None
    source: str = "ccp"
    dialled: str = ""
    request: str = ""


class Answer(NamedTuple):
    """What became of it: the `Result` and the `Why` that `add_number` answers, and what the entry keeps of the flag."""

    result: str
    why: str = "NONE"
    said: Flagged = Flagged()
    met: Entry | None = None
    """The entry that the flag joined, or as changing the flag leaves it; `None` if the flag began one."""

    @property
    def is_done(self) -> bool:
        """Whether what was asked for is so: the number is denied, or the flag is withdrawn."""
        return self.result in (*DENIED, WITHDRAWN)


class Flagging:
    """A stack's rules for flags. Its methods raise `StoreError` if DynamoDB does not answer."""

    def __init__(self, store: Store, region: str, policy: Policy, limit: int) -> None:
        self._store, self._region, self._policy, self._limit = store, region, policy, limit

    def flag(self, claimed: Claimed, now: int) -> Answer:
        """Flag the number at `now` (epoch seconds), or amend the flag that is there under the same id."""
        judged = judge(claimed.address, self._region)
        if isinstance(judged, Refusal):
            return _refused(judged)
        if may_have_code(claimed.address):
            return _refused(Refusal.STAR)
        try:
            flag = self._flag(claimed, judged, now)
        except UnknownTermError:
            return _refused(Refusal.UNKNOWN_TERM)
        except UnknownCategoryError:
            return _refused(Refusal.UNKNOWN_CATEGORY)
        is_named = bool(agent_key(flag.flagged_by))
        over = Refusal.TOO_MANY_FLAGS if is_named else Refusal.TOO_MANY_UNNAMED
        within = self._store.is_within(flag, self._limit if is_named else 2 * self._limit)
        why = judged.doubt if within else over
        return _answer(self._store.keep_for_review(flag, why) if why else self._store.flag(flag), why or over)

    def withdraw(self, address: object, flag_id: str, now: int) -> Answer:
        """Take the flag of that id back."""
        judged = judge(address, self._region)
        if isinstance(judged, Refusal):
            return _refused(judged)
        return _answer(self._store.withdraw(judged.e164, flag_id, now), Refusal.ENDED)

    @staticmethod
    def holds(answer: Answer) -> tuple[int, str]:
        """For how many hours at most the number is denied, counted from the flag, and what they are.

        That is a `term` (the flag's own, or a reviewer's end), or the `window` within which a reviewer decides. `NONE`:
        a reviewer has made the entry permanent.
        """
        said, met = answer.said, answer.met
        at, is_approved = seconds(said.at), met is not None and met.status == APPROVED
        if met and is_approved and met.expires_at is None:
            return 0, "NONE"
        until = max(said.until, (met and met.expires_at) or 0)
        is_term = is_approved or until - at == terms.TERMS.get(said.term)
        return -(-(until - at) // _HOUR), "term" if is_term else "window"

    def _flag(self, claimed: Claimed, number: Number, now: int) -> Flag:
        category = categories.asked(claimed.category)
        default = CATEGORIES[category].term if category else ""
        term = terms.asked(claimed.term, default or self._policy.default_term)
        return Flag(
            number=number.e164,
            flag_id=claimed.flag_id,
            contact_id=claimed.call_id,
            flagged_by=claimed.flagged_by,
            reason=claimed.reason,
            term=term,
            now=now,
            until=self._policy.until(term, now),
            source=claimed.source,
            dialled=claimed.dialled,
            request=claimed.request,
            category=category,
            warnings=_warnings(claimed.warnings),
            asks_term=terms.is_asked(claimed.term),
        )


def _answer(kept: Kept, why: Refusal) -> Answer:
    """The answer; `why` is the reason if the flag is only kept for review, now or when it came before."""
    if kept.result in (*DENIED, WITHDRAWN):
        return Answer(kept.result, said=kept.said, met=kept.met)
    return _refused(why if kept.result == "refused" else Refusal(kept.result))


def _refused(why: Refusal) -> Answer:
    return Answer(why.result, why)


def _warnings(value: object) -> int | None:
    """From 0 to 3; anything else says nothing."""
    text = str(value).strip()
    return int(text) if text in map(str, range(MOST_WARNINGS + 1)) else None
