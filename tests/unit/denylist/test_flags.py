"""What flags make of an entry, over any sequence of what agents, the workflow, reviewers and editors do to it."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import entries, flags, stream
from denylist.events import Change
from denylist.flags import LATEST_FLAG, Flagged
from denylist.terms import TERMS
from denylist.text import iso, seconds
from tests.unit.records import NOW, WINDOW, Item, flagged, item, meaning, record

CALL = "call-1"
CATEGORIES = ["", "abuse", "threat", "nuisance"]


def said(n: int = 0, **given: Any) -> Flagged:  # noqa: ANN401
    """Flag `n`, a minute after the one before it."""
    at = NOW + 60 * n
    made = Flagged("maria", iso(at), "", "30d", "", CALL, "", "ccp", until=at + WINDOW)
    return made._replace(**given)


def entry_of(*made: Flagged, **given: Any) -> Item:  # noqa: ANN401
    """An entry in force with these flags, opened by the first; they are called f0, f1 and so on."""
    kept = {f"f{n}": {"M": one.as_item()} for n, one in enumerate(made)}
    latest = made[-1].as_item()
    texts = {name: latest.get(part) for name, part in LATEST_FLAG.items()}
    end = max(one.until for one in made)
    whole = {"Status": "PENDING", "OpenedBy": "f0", "ExpiresAt": end, "FlagIds": {*kept}, "FlagCount": len(made)}
    return flagged(**{**whole, "Flags": {"M": kept}, **texts, **given})


def join(image: Item, flag: str, one: Flagged) -> Item:
    """The entry after one more flag, as `writes.join_entry` writes it."""
    entry, base = entries.read(image), flags.base_of(image)
    left = {**image, "Flags": flags.joined(image, flag, one), "FlagIds": {"SS": sorted({*entry.flag_ids, flag})}}
    if entry.expires_at is not None and entry.expires_at < one.until:
        left["ExpiresAt"] = {"N": str(one.until)}
        left |= {} if base is None else {"EndBefore": {"N": str(base)}}
    texts = {name: one.as_item().get(part) for name, part in LATEST_FLAG.items()}
    return _without_none({**left, **texts})


def change(image: Item, flag: str, **parts: Any) -> Item:  # noqa: ANN401
    """The entry after that flag says something else."""
    return flags.changed(image, flag, flags.read(image)[flag]._replace(**parts).as_item())


def withdraw(image: Item, flag: str, n: int = 50) -> Item:
    return change(image, flag, withdrawn=iso(NOW + 60 * n))


def decide(image: Item, n: int, end: int | None, status: str = "APPROVED") -> Item:
    """The entry after a reviewer gave it an end."""
    made = {"Status": {"S": status}, "ReviewedBy": {"S": "ruth"}, "ReviewedAt": {"S": iso(NOW + 60 * n)}}
    return _without_none({**image, **made, "ExpiresAt": None if end is None else {"N": str(end)}})


def _without_none(image: Mapping[str, Any]) -> Item:
    return {name: value for name, value in image.items() if value is not None}


def end_of(image: Item) -> int | None:
    return entries.read(image).expires_at


# ── One thing at a time ─────────────────────────────────────────────────────────────────────────


def test_the_only_flag_withdrawn_ends_the_entry() -> None:
    left = withdraw(entry_of(said()), "f0")
    assert entries.read(left).status == "EXPIRED"
    assert end_of(left) == NOW + WINDOW, "so that it can still be seen"


@pytest.mark.parametrize(("withdrawn", "end", "by"), [("f0", 500, "noah"), ("f1", 900, "maria")])
def test_one_of_several_withdrawn_leaves_the_others_end(withdrawn: str, end: int, by: str) -> None:
    image = entry_of(said(0, until=NOW + 900), said(1, until=NOW + 500, by="noah", category="fraud"))
    left = withdraw(image, withdrawn)
    entry = entries.read(left)
    assert (entry.status, entry.expires_at, entry.flagged_by) == ("PENDING", NOW + end, by)
    assert entry.category == ("fraud" if by == "noah" else "")
    assert entries.read(withdraw(withdraw(image, "f0"), "f1")).status == "EXPIRED"


@pytest.mark.parametrize("status", ["APPROVED", "PENDING"])
def test_a_flag_that_joined_a_decided_entry_leaves_the_reviewers_end_when_it_is_withdrawn(status: str) -> None:
    decided = decide(entry_of(said()), 1, NOW + 1000, status)
    joined = join(decided, "f1", said(2, until=NOW + 5000))
    assert (end_of(joined), joined["EndBefore"]) == (NOW + 5000, {"N": str(NOW + 1000)})
    left = withdraw(joined, "f1")
    assert (entries.read(left).status, end_of(left)) == (status, NOW + 1000)
    assert "EndBefore" not in left


def test_a_withdrawn_flag_that_others_opened_is_not_the_end_of_the_entry() -> None:
    """Somebody typed the entry, or it was brought here under a spelling: its end is its own."""
    typed = item(ContactNumber={"S": "+12065550142"}, Status="PENDING", ExpiresAt=NOW + 100, OpenedBy="a move's mark")
    left = withdraw(join(typed, "f0", said(until=NOW + 300)), "f0")
    assert (entries.read(left).status, end_of(left)) == ("PENDING", NOW + 100)


def test_a_permanent_entry_stays_permanent() -> None:
    image = decide(entry_of(said()), 1, None)
    joined = join(image, "f1", said(2))
    for left in (joined, change(joined, "f1", until=NOW + 9 * WINDOW), withdraw(joined, "f1")):
        assert "ExpiresAt" not in left
        assert entries.read(left).status == "APPROVED"


def test_an_amended_flag_ends_sooner_or_later_with_its_term_and_counts_from_the_flag() -> None:
    image = entry_of(said(0, until=NOW + 900), said(1, until=NOW + 500))
    assert end_of(change(image, "f0", until=NOW + 700)) == NOW + 700
    assert end_of(change(image, "f0", until=NOW + 100)) == NOW + 500
    assert end_of(change(image, "f1", until=NOW + 2000)) == NOW + 2000


@pytest.mark.parametrize("typed", [100, 5000])
def test_an_end_typed_by_hand_stands_until_a_flag_asks_for_more(typed: int) -> None:
    image = {**entry_of(said(0, until=NOW + 900), said(1, until=NOW + 500)), "ExpiresAt": {"N": str(NOW + typed)}}
    assert end_of(change(image, "f1", category="fraud")) == NOW + typed
    assert end_of(withdraw(image, "f1")) == NOW + typed
    assert end_of(change(image, "f1", until=NOW + 700)) == NOW + max(typed, 700)
    assert end_of(change(image, "f1", until=NOW + 9000)) == NOW + 9000


def test_an_end_typed_by_hand_comes_back_when_the_flags_that_asked_for_more_are_withdrawn() -> None:
    image = {**entry_of(said(0, until=NOW + 9000)), "ExpiresAt": {"N": str(NOW + 100)}}
    for n, until in ((1, 200), (2, 300)):
        image = join(image, f"f{n}", said(n, until=NOW + until))
    assert end_of(change(image, "f0", told=True)) == NOW + 300
    for n, end in ((1, 300), (2, 100)):
        image = withdraw(image, f"f{n}")
        assert end_of(image) == NOW + end


def test_what_was_edited_of_the_latest_flag_by_hand_stays() -> None:
    image = {**entry_of(said()), "Reason": {"S": "typed by rosa"}}
    left = change(image, "f0", category="threat", reason="shouts")
    assert (left["Reason"], left["Category"]) == ({"S": "typed by rosa"}, {"S": "threat"})


def test_the_oldest_of_more_than_twenty_flags_goes() -> None:
    image = entry_of(said())
    for n in range(1, 25):
        image = join(image, f"f{n}", said(n))
    assert [*flags.read(image)] == [f"f{n}" for n in range(5, 25)]
    assert end_of(image) == NOW + 60 * 24 + WINDOW


def test_a_flag_is_decided_once_a_reviewer_decides_in_its_second_or_later() -> None:
    entry = entries.read(decide(entry_of(said()), 2, None))
    assert [flags.is_decided(entry, said(n)) for n in (1, 2, 3)] == [True, True, False]
    assert not flags.is_decided(entries.read(entry_of(said())), said())


@pytest.mark.parametrize(
    ("agent", "flag"),
    [("maria", "f0"), ("MARIA", "f0"), ("noah", "f3"), ("zoe", ""), ("", ""), ("unknown", "")],
)
def test_an_agents_flag_of_a_call_is_the_latest_that_is_not_withdrawn(agent: str, flag: str) -> None:
    withdrawn = iso(NOW + 600)
    image = entry_of(
        said(0),
        said(1, withdrawn=withdrawn),
        said(2, by="noah"),
        said(3, by="N.o.a.h"),
        said(4, by="noah", contact="call-9"),
    )
    assert flags.standing(flags.of_call(image, CALL, agent))[-1:] == ([flag] if flag else [])


@pytest.mark.parametrize("by", ["", "unknown"])
def test_a_flag_that_names_no_agent_is_the_agents_whose_call_it_is(by: str) -> None:
    image = entry_of(said(0, by=by), said(1, by="noah"))
    assert [*flags.of_call(image, CALL, "maria")] == ["f0"]
    assert flags.of_call(image, "call-2", "maria") == {}


# ── Any sequence ────────────────────────────────────────────────────────────────────────────────

WHICH = st.integers(0, 30)
# No two ends are the same second: of an end that is both a person's and a flag's, nobody can say whose it is.
ENDS = st.integers(1, 10**6)
MOVES = st.one_of(
    st.tuples(st.just("join"), WHICH, ENDS),
    st.tuples(st.just("amend"), WHICH, ENDS),
    st.tuples(st.just("withdraw"), WHICH, ENDS),
    st.tuples(st.just("tell"), WHICH, ENDS),
    st.tuples(st.just("name"), WHICH, ENDS),
)
DECISIONS = st.tuples(st.just("decide"), WHICH, ENDS | st.none())
EDITS = st.tuples(st.just("type"), WHICH, ENDS)


class Told:
    """An entry, and what a person has said of its end."""

    def __init__(self) -> None:
        self.image, self.turn, self.given = entry_of(said(by="unknown")), 0, False
        self.end: int | None = 0

    def do(self, what: str, which: int, end: int | None) -> None:
        """Do it, unless `writes` would refuse it."""
        self.turn += 1
        until = None if end is None else NOW + 10**5 + 1000 * end + self.turn
        flag = [*flags.read(self.image)][which % len(flags.read(self.image))]
        if what == "decide":
            self.image, self.end, self.given = decide(self.image, self.turn, until), until, True
        elif what == "type":
            self.image = {**self.image, "ExpiresAt": {"N": str(until)}}
        elif what == "join":
            self.image = join(self.image, f"f{self.turn}", said(self.turn, until=until, by="unknown"))
        elif what in ("tell", "name"):
            self._complete(flag, what)
        elif not self._is_closed(flag):
            amended = {"until": until, "category": CATEGORIES[which % 4]}
            self.image = (
                withdraw(self.image, flag, self.turn) if what == "withdraw" else change(self.image, flag, **amended)
            )

    def _complete(self, flag: str, what: str) -> None:
        """The end and the status never move for what the workflow fills in."""
        was = self.image
        self.image = change(was, flag, **({"told": True} if what == "tell" else {"by": "maria"}))
        moved = {name for name in {*was, *self.image} if was.get(name) != self.image.get(name)}
        assert moved <= {"Flags", "FlaggedBy", "EndBefore"}
        assert self.image.get("EndBefore") in (None, was.get("EndBefore"))

    def _is_closed(self, flag: str) -> bool:
        entry, one = entries.read(self.image), flags.read(self.image)[flag]
        return bool(one.withdrawn) or flags.is_decided(entry, one) or not entry.is_in_force(NOW)

    def ends(self) -> list[int]:
        """The ends of the flags that can still move the entry's."""
        entry = entries.read(self.image)
        made = flags.read(self.image).values()
        return [one.until for one in made if not one.withdrawn and not flags.is_decided(entry, one)]


@given(st.lists(MOVES, max_size=18))
def test_without_a_person_entry_and_end_are_what_the_standing_flags_make(moves: list[tuple[str, int, int]]) -> None:
    told = Told()
    for move in moves:
        told.do(*move)
        entry, made = entries.read(told.image), flags.read(told.image)
        standing = [one for one in made.values() if not one.withdrawn]
        if entry.status != "PENDING":
            assert not standing
            return
        latest = standing[-1].as_item()
        assert entry.expires_at == max(one.until for one in standing)
        assert all(told.image.get(name) == latest.get(part) for name, part in LATEST_FLAG.items())
        assert "EndBefore" not in told.image


@given(st.lists(MOVES | DECISIONS, max_size=18))
def test_no_flag_ends_an_entry_before_its_reviewer_does(moves: list[tuple[str, int, int | None]]) -> None:
    told = Told()
    for move in moves:
        told.do(*move)
        entry = entries.read(told.image)
        if entry.status == "EXPIRED":
            return
        if told.given:
            assert entry.expires_at == (None if told.end is None else max([told.end, *told.ends()]))
            assert entry.status == "APPROVED"


@given(st.lists(MOVES | DECISIONS | EDITS, max_size=18))
def test_whatever_is_typed_the_end_is_a_persons_or_a_flags(moves: list[tuple[str, int, int | None]]) -> None:
    """And only a new or an amended flag makes it later, only a withdrawn or an amended one sooner."""
    told, persons = Told(), set[int | None]()
    for move in moves:
        before = end_of(told.image)
        told.do(*move)
        after = end_of(told.image)
        if move[0] in ("decide", "type"):
            persons.add(after)
        if before != after:
            assert after in {*persons, *told.ends()}
        if before is None:
            assert after is None or move[0] in ("decide", "type")
        elif after is not None and move[0] in ("join", "withdraw"):
            assert after >= before if move[0] == "join" else after <= before


# ── What a person typed ─────────────────────────────────────────────────────────────────────────

ODD = st.sampled_from(
    [{"S": "x"}, {"S": ""}, {"N": "-1"}, {"N": "1.5"}, {"N": "9" * 38}, {"BOOL": False}, {"NULL": True}, {"L": []},
     {"M": {}}, {"M": {"M": {"S": "x"}}}, {"SS": ["x"]}, {"B": "eA=="}]
)  # fmt: skip
ODD_FLAG = st.builds(
    lambda parts: {"M": {**said().as_item(), **parts}}, st.dictionaries(st.sampled_from(flags.NAMES), ODD)
)
ODD_ENTRY = st.fixed_dictionaries(
    {"Flags": ODD | st.builds(lambda kept: {"M": kept}, st.dictionaries(st.sampled_from("abc"), ODD | ODD_FLAG))},
    optional=dict.fromkeys(["Status", "ExpiresAt", "EndBefore", "ReviewedAt", "OpenedBy", "FlaggedAt", "Term"], ODD),
)


@given(ODD_ENTRY, st.booleans())
def test_what_anybody_typed_into_flags_never_raises(typed: Item, is_withdrawal: bool) -> None:  # noqa: FBT001
    image = {**entry_of(said()), **typed}
    flags.base_of(image)
    flags.of_call(image, CALL, "maria")
    assert "new" in flags.read({**image, "Flags": flags.joined(image, "new", said(9))})
    for flag in flags.read(image):
        left = withdraw(image, flag) if is_withdrawal else change(image, flag, category="abuse", until=NOW + 9)
        assert meaning(stream.parse(record(image, _next(left)))) is not None
        assert entries.read(left).expires_at is not None or end_of(image) is None


# ── What a stream record says of it ─────────────────────────────────────────────────────────────


def _next(image: Item) -> Item:
    return {**image, "Version": {"N": str((entries.read(image).version or 0) + 1)}}


def of_record(old: Item, new: Item) -> Change | None:
    return meaning(stream.parse(record(old, new)))


@given(st.lists(MOVES | DECISIONS | EDITS, max_size=9), WHICH, st.sampled_from(["24h", "7d", "30d"]))
def test_a_record_is_an_amendment_or_a_withdrawal_if_it_leaves_what_the_flag_makes(
    moves: list[tuple[str, int, int | None]], which: int, term: str
) -> None:
    told = Told()
    for move in moves:
        told.do(*move)
    image, made = told.image, flags.read(told.image)
    flag = [*made][which % len(made)]
    if made[flag].withdrawn or flags.is_decided(entries.read(image), made[flag]):
        return
    until = seconds(made[flag].at) + min(TERMS[term] or 0, WINDOW)
    amended = change(image, flag, category="fraud", term=term, until=until, reason="shouts", warnings=3)
    assert of_record(image, _next(amended)) is Change.AMENDED
    assert of_record(image, _next(withdraw(image, flag))) is Change.WITHDRAWN


BY_HAND: dict[str, dict[str, Any]] = {
    "end": {"ExpiresAt": {"N": str(NOW + WINDOW + 1)}},
    "status": {"Status": {"S": "APPROVED"}},
    "note": {"Note": {"S": "x"}},
    "name": {"FlaggedBy": {"S": "zoe"}},
    "term": {"Term": {"S": "permanent"}},
    "count": {"FlagCount": {"N": "9"}},
    "version": {"Version": {"N": "1"}},
    "two versions": {"Version": {"N": "3"}},
}


@pytest.mark.parametrize("typed", BY_HAND.values(), ids=BY_HAND)
@pytest.mark.parametrize("parts", [{"category": "fraud"}, {"withdrawn": iso(NOW + 60)}], ids=["amended", "withdrawn"])
def test_a_record_that_does_anything_else_is_a_persons_edit(parts: dict[str, Any], typed: Item) -> None:
    image = entry_of(said(), said(1, by="noah"))
    made = {**_next(change(image, "f1", **parts)), **typed}
    assert of_record(image, made) not in (Change.AMENDED, Change.WITHDRAWN, Change.COMPLETED)


@pytest.mark.parametrize(
    "parts",
    [
        {"by": "zoe"},
        {"at": iso(NOW - 60)},
        {"contact": "call-9"},
        {"source": "panel"},
        {"told": True},
        {"until": NOW + 60 + WINDOW + 1},
        {"term": "permanent"},
        {"term": "24h"},
        {"category": "fraud", "withdrawn": iso(NOW + 600)},
    ],
    ids=str,
)
def test_no_agent_says_that_of_a_flag(parts: dict[str, Any]) -> None:
    image = entry_of(said(), said(1))
    assert of_record(image, _next(change(image, "f1", **parts))) not in (Change.AMENDED, Change.WITHDRAWN)


@pytest.mark.parametrize("parts", [{"withdrawn": ""}, {"withdrawn": iso(NOW + 900)}, {"category": "fraud"}], ids=str)
def test_a_flag_that_was_withdrawn_is_changed_by_hand_only(parts: dict[str, str]) -> None:
    image = withdraw(entry_of(said(), said(1)), "f1")
    assert of_record(image, _next(change(image, "f1", **parts))) in (Change.EDITED, Change.END_CHANGED)


@pytest.mark.parametrize(
    ("parts", "told"),
    [({"category": "fraud"}, Change.EDITED), ({"withdrawn": iso(NOW + 900)}, Change.EXPIRED)],
    ids=["amended", "withdrawn"],
)
def test_a_flag_that_was_decided_is_changed_by_hand_only(parts: dict[str, str], told: Change) -> None:
    image = {**entry_of(said()), "Status": {"S": "APPROVED"}, "ReviewedAt": {"S": iso(NOW + 600)}}
    assert of_record(image, _next(change(image, "f0", **parts))) is told


def test_two_flags_that_change_at_once_are_edited() -> None:
    image = entry_of(said(), said(1))
    both = change(change(image, "f0", category="fraud"), "f1", category="fraud")
    assert of_record(image, _next(both)) is Change.EDITED
