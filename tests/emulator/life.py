"""Rules for Hypothesis: what people and machines may do to two numbers, in any order, and what must be seen then.

The workflow runs by itself meanwhile, so the test keeps every state that the stack could be in (`model.World`), and
drops those that the stack contradicts. If none is left, there is a defect.

The test cannot move the functions' clock. To let an entry lapse, an operator writes an end that is in the past, or one
that is a second ahead, and waits. Both are edits like any other.
"""

import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.emulator import model
from tests.emulator.model import Entry, Spelling, World
from tests.emulator.table import Table
from tests.emulator.tape import Tape
from tests.emulator.test_pipeline import check, flag
from tools.common.progress import wait_until
from tools.embedded.api import Api, entry_path
from tools.embedded.stack import Stack

SPELLINGS = ["({0}) {1}-{2} ext. {3}", "{0}-{1}-{2} x{3}", "1 {0} {1} {2} ext {3}", "tel:+1-{0}-{1}-{2};ext={3}"]
PEOPLE = {"approve": "rita", "expire": "rita", "extend": "rita", "add": "rita",
          "protect": "adam", "unprotect": "adam", "undo": "adam"}  # fmt: skip
AGENTS = ["ana", "ben"]
FLAG_TERMS = ["24h", "7d", "30d"]
TOLERANCE = 60
"""Seconds by which the test's clock and a function's may differ. Terms differ by at least a day."""

# Numbers of no other test, and of no other run on the same stack.
_numbers = itertools.count(random.SystemRandom().randrange(3_000_000, 9_000_000))

WHICH = st.integers(0, 1)


class Life(RuleBasedStateMachine):
    """Two numbers, and the people and machines that change their entries."""

    seen: list[str]
    """The defects found so far, over all runs."""

    def __init__(self, stack: Stack, people: dict[str, Api], tape: Tape) -> None:
        super().__init__()
        self.stack, self.table, self.tape, self.people = stack, Table(stack), tape, people
        self.numbers = [f"+1303{next(_numbers)}" for _ in range(2)]
        self.worlds = {number: {World()} for number in self.numbers}
        self.acknowledged: dict[str, list[str]] = {number: [] for number in self.numbers}
        self.agents: dict[str, str] = {}
        self.keys = {number: [number] for number in self.numbers}
        self.told: list[dict[str, Any]] = []
        self.story: list[str] = []
        self.step = 0

    # ── Agents ────────────────────────────────────────────────────────────────────────────────────

    @initialize(agent=st.sampled_from(AGENTS), term=st.sampled_from(FLAG_TERMS))
    def first_flag(self, agent: str, term: str) -> None:
        self._flag(0, agent, term, str(uuid4()))

    @rule(which=WHICH, agent=st.sampled_from(AGENTS), term=st.sampled_from(FLAG_TERMS))
    def flag(self, which: int, agent: str, term: str) -> None:
        self._flag(which, agent, term, str(uuid4()))

    @rule(which=WHICH, term=st.sampled_from(FLAG_TERMS), back=st.integers(0, 3))
    def retry_a_flag(self, which: int, term: str, back: int) -> None:
        sent = self.acknowledged[self.numbers[which]]
        if sent:
            contact = sent[-1 - back % len(sent)]
            self._flag(which, self.agents[contact], term, contact)

    @rule(which=WHICH, category=st.sampled_from(["abuse", "threat"]), back=st.integers(0, 3))
    def amend(self, which: int, category: str, back: int) -> None:
        self._say(which, back, Category=category)

    @rule(which=WHICH, back=st.integers(0, 3))
    def withdraw(self, which: int, back: int) -> None:
        self._say(which, back, Withdraw="true")

    def _say(self, which: int, back: int, **says: str) -> None:
        """One more call for a contact that has flagged."""
        number = self.numbers[which]
        sent = [contact for contact in self.acknowledged[number] if contact in self._flags(number)]
        if sent:
            contact = sent[-1 - back % len(sent)]
            self._repeat(which, contact, **says)

    def _flag(self, which: int, agent: str, term: str, contact: str) -> None:
        number, now = self.numbers[which], int(time.time())
        if contact in self._flags(number):
            self._repeat(which, contact, Term=term)
            return
        name = f"{agent}-{number[-7:]}"
        answer = flag(self.stack, number, contact, FlaggedBy=name, Term=term)

        def flagged(world: World) -> World | None:
            entry = world.entry.flagged(contact, term, now)
            if (answer["Success"] == "true") != entry.denies(now):
                return None
            if entry == world.entry:
                return world
            opened = entry.status == model.FLAGGED and not world.entry.denies(now)
            if answer["Result"] != ("added" if opened else "already_listed"):
                return None
            return world.after(entry, self.step, "flagged" if opened else "flagged_again", name)

        self._happened(number, flagged, f"{agent} flags for {term}, contact {contact[:8]}: {answer}")
        if answer["Success"] == "true":
            self.acknowledged[number].append(contact)
            self.agents[contact] = agent

    def _repeat(self, which: int, contact: str, **says: str) -> None:
        """What is said of a flag that was told is history. If it was told meanwhile, it may be or not."""
        number, now = self.numbers[which], int(time.time())
        was = self._flags(number)[contact]
        answer = flag(self.stack, number, contact, FlaggedBy=was["By"]["S"], **says)
        item, made = self.table.entry(number), self._flags(number).get(contact, {})
        end = int(item["ExpiresAt"]["N"]) if "ExpiresAt" in item else None
        withdraws, is_done = "Withdraw" in says, _said(made) != _said(was)
        told = {"Told" in was, "Told" in made}

        def repeated(world: World) -> set[World]:
            if answer["Result"] in ("added", "already_listed") and not world.entry.denies(now):
                return set()
            if not is_done:
                return {world}
            entry = world.entry.withdrawn(contact, end) if withdraws else world.entry.amended(end)
            words = {"withdrawn"} if withdraws else {"amended" if is_told else "" for is_told in told}
            return {world.after(entry, self.step, word, was["By"]["S"]) for word in words}

        assert is_done or answer["Result"] != "updated", "nothing was amended"
        self._happened(number, repeated, f"contact {contact[:8]} says {says}: {answer}")

    def _flags(self, number: str) -> dict[str, Any]:
        """What the entry keeps of its flags, by their ids."""
        kept = self.table.entry(number).get("Flags", {"M": {}})["M"]
        return {flag: member["M"] for flag, member in kept.items()}

    # ── Hands in the table ────────────────────────────────────────────────────────────────────────

    @rule(which=WHICH)
    def type_the_number(self, which: int) -> None:
        now = int(time.time())
        self.table.put(ContactNumber=self.numbers[which])
        typed = Entry(model.TYPED, at=now)
        self._replaced(which, lambda old: replace(typed, at=old.at) if old.status == model.TYPED else typed, "unknown")

    @rule(
        which=WHICH,
        status=st.sampled_from(["", "", model.APPROVED, model.PROTECTED]),
        spelled=st.sampled_from(SPELLINGS),
        days=st.sampled_from([None, None, -1, 1, 9]),
        then=st.sampled_from(["", "", model.APPROVED, model.PROTECTED]),
    )
    def type_a_spelling(self, which: int, status: str, spelled: str, days: int | None, then: str) -> None:
        """Each spelling has an extension of its own, so that no two are the same item. Some are decided on at once."""
        number, now = self.numbers[which], int(time.time())
        typed = spelled.format(number[2:5], number[5:8], number[8:], self.step + 1)
        end = now + days * 86_400 if days else None
        attributes = (self._by_hand(status) if status else {}) | ({"ExpiresAt": end} if end else {})
        self.table.put(ContactNumber=typed, **attributes)
        self.keys[number].append(typed)
        spelling = Spelling(Entry(status or model.TYPED, end, at=now), self.step, "rosa" if status else "unknown")
        self._happened(
            number,
            lambda w: replace(w, spellings=w.spellings | {spelling}),
            f"typed {typed} {status or 'alone'} {end or ''}",
        )
        if then and not status:
            self._decide_under(which, typed, spelling, then)

    def _decide_under(self, which: int, typed: str, spelling: Spelling, status: str) -> None:
        """Edit attributes of a typed spelling, however far the workflow has got with it."""
        now = int(time.time())
        end = now + 20 * 86_400
        self.table.set(typed, ExpiresAt=end, **self._by_hand(status))
        decided = Spelling(Entry(status, end, at=now), self.step, "rosa")
        self._happened(self.numbers[which], lambda w: w.decided_under(spelling, decided), f"{typed} is {status}")

    @rule(
        which=WHICH,
        status=st.sampled_from([model.APPROVED, model.PROTECTED, model.EXPIRED]),
        days=st.none() | st.integers(1, 9),
        whole=st.booleans(),
    )
    def decide_by_hand(self, which: int, status: str, days: int | None, whole: bool) -> None:  # noqa: FBT001
        """Replace the whole item, or edit some of its attributes."""
        number, now = self.numbers[which], int(time.time())
        end = now + days * 86_400 if days and status == model.APPROVED else None
        if whole or any(world.entry.status == model.NONE for world in model.reachable(self.worlds[number])):
            attributes = self._by_hand(status) | ({"ExpiresAt": end} if end else {})
            self.table.put(ContactNumber=number, **attributes)
            self._replaced(which, lambda _: Entry(status, end, at=now), "rosa", always=True)
        else:
            end = end or now + 20 * 86_400
            self.table.set(number, ExpiresAt=end, **self._by_hand(status))
            self._replaced(which, lambda old: replace(old, status=status, end=end, at=now), "rosa", always=True)

    def _by_hand(self, status: str) -> dict[str, str | int]:
        """A decision by rosa, at a time that no other decision has."""
        minute, second = divmod(self.step, 60)
        return {"Status": status, "ReviewedBy": "rosa", "ReviewedAt": f"2026-01-01T00:{minute:02}:{second:02}Z"}

    @rule(which=WHICH)
    def delete(self, which: int) -> None:
        key = {"ContactNumber": {"S": self.numbers[which]}}
        self.stack.client("dynamodb").delete_item(TableName=self.stack.outputs["DenylistTable"], Key=key)
        self._replaced(which, lambda _: Entry(), "unknown")

    def _replaced(self, which: int, made: Callable[[Entry], Entry], actor: str, *, always: bool = False) -> None:
        """The world after an edit by hand. A change is news; so is (`always`) an edit that names a reviewer."""

        def edited(world: World) -> World:
            new = made(world.entry)
            before = world.entry
            changed = always or (new.status, new.end, new.flags) != (before.status, before.end, before.flags)
            return world.after(new, self.step, model.event(world.entry, new) if changed else "", actor)

        self._happened(self.numbers[which], edited, f"{actor}'s hand leaves {made(Entry())}")

    # ── Time ──────────────────────────────────────────────────────────────────────────────────────

    @rule(which=WHICH, seconds=st.sampled_from([-90_000, -3_600, -60, 1]))
    def let_time_pass(self, which: int, seconds: int) -> None:
        number = self.numbers[which]
        if any(w.entry.status not in model.DENYING for w in model.reachable(self.worlds[number])):
            return
        end = int(time.time()) + seconds
        self.table.set(number, ExpiresAt=end)
        self._replaced(which, lambda old: replace(old, end=end), "unknown")
        wait_until(lambda: time.time() > end, 5, "the end to come")

    # ── Reviewers ─────────────────────────────────────────────────────────────────────────────────

    @rule(
        which=WHICH, action=st.sampled_from(list(PEOPLE)), term=st.sampled_from(list(model.TERMS)), twice=st.booleans()
    )
    def decide(self, which: int, action: str, term: str, twice: bool) -> None:  # noqa: FBT001
        """After a conflict with the workflow, do what a reviewer does: look again, and decide again."""
        for _ in range(5):
            code, body = self._decided(which, action, term)
            if code != "conflict":
                break
        else:
            raise AssertionError("the workflow never comes to rest")
        if code == "" and twice and action != "undo":
            self._asked_again(which, action, body)

    def _decided(self, which: int, action: str, term: str) -> tuple[str, dict[str, Any]]:
        number, now = self.numbers[which], int(time.time())
        body = self._body(number, action, term)
        code = self._post(number, action, body)

        def decided(world: World) -> World | None:
            entry = world.entry.decided(action, term, now)
            if code == "conflict":
                return world
            if entry is None or code:
                return world if entry is None and code else None
            return world.after(entry, self.step, model.DECIDED[action], PEOPLE[action])

        if code == "conflict" and "version" in body:
            assert self._version(number) != body["version"], f"{action} was refused on the version that the entry has"
        self._happened(number, decided, f"{PEOPLE[action]} asks to {action} for {term}: {code or 'done'}")
        return code, body

    def _body(self, number: str, action: str, term: str) -> dict[str, Any]:
        body: dict[str, Any] = {"version": self._version(number)}
        if action == "add":
            return {**body, "number": number, "term": term, "note": f"step {self.step}"}
        body |= {"term": term} if action in ("approve", "extend") else {}
        return body | ({"note": f"step {self.step}"} if action != "undo" else {})

    def _version(self, number: str) -> int:
        return int(self.table.entry(number).get("Version", {"N": "0"})["N"])

    def _post(self, number: str, action: str, body: dict[str, Any]) -> str:
        """The problem's code; empty if the decision was made."""
        path = "/api/entries" if action == "add" else entry_path(number, action)
        status, answer = self.people[PEOPLE[action]].post(path, body)
        assert status in (200, 201, 404, 409), (status, answer)
        return "" if status in (200, 201) else str(answer["code"])

    def _asked_again(self, which: int, action: str, body: dict[str, Any]) -> None:
        """Repeat a request whose answer was lost: it is the same decision, unless something happened in between."""
        number = self.numbers[which]
        if not any(world.spellings for world in self.worlds[number]):
            assert not self._post(number, action, body), f"{action} asked again"

    @rule(which=WHICH, action=st.sampled_from(["approve", "expire", "extend", "protect", "unprotect", "undo"]))
    def decide_on_a_stale_version(self, which: int, action: str) -> None:
        number = self.numbers[which]
        body = self._body(number, action, "365d")
        body["version"] = body["version"] - 1 if body["version"] else 1000
        if not any(world.spellings for world in model.reachable(self.worlds[number])):
            assert self._post(number, action, body), f"{action} was decided on a version that is not the entry's"

    # ── Delivery ──────────────────────────────────────────────────────────────────────────────────

    @rule(back=st.lists(st.integers(0, 9), min_size=1, max_size=4))
    def replay(self, back: list[int]) -> None:
        """Deliver records again, or before the pipe does, in any order. No batch has the same record twice."""
        records = self.tape.read()
        self.story.append(f"replay {back}")
        if records:
            places = dict.fromkeys(n % len(records) for n in back)
            self.tape.deliver([records[-1 - place] for place in places])

    @rule()
    def come_to_rest(self) -> None:
        self.story.append("come to rest")
        self.tape.wait()
        self.told += self.stack.take_alerts()
        for number in self.numbers:
            self.worlds[number] = self._at_rest(number)

    def _at_rest(self, number: str) -> set[World]:
        """Compare entry, history and alerts with the one world that is left when all is done."""
        ends = {w for w in model.reachable(self.worlds[number]) if not w.by_the_workflow()}
        item, history = self.table.entry(number), self._history(number)
        left = {w for w in ends if is_shown(w.entry, item) and in_order(w) == history}
        expected = "\n".join(f"{w.entry} {in_order(w)}" for w in ends)
        self._expect(left, f"{number} has {item} {history}, not any of\n{expected}")
        self._compare_alerts(number)
        self._expect(is_listed(item), f"no list shows {item}")
        typed = [entry for key in self.keys[number][1:] if (entry := self.table.entry(key))]
        self._expect(all(e.get("Status") == {"S": model.REFUSED} for e in typed), f"not brought to its number: {typed}")
        return left

    def _history(self, number: str) -> list[tuple[str, ...]]:
        """Compare history. What was refused under a spelling stays in the spelling's history."""
        return [_told(item) for item in self._items(number)]

    def _items(self, number: str) -> list[dict[str, Any]]:
        changes = [item for key in self.keys[number] for item in self.table.history(key) if "Event" in item]
        return sorted(changes, key=lambda item: int(item["Sequence"]["S"]))

    def _compare_alerts(self, number: str) -> None:
        """History says which change was quiet: a flag that was withdrawn before it was told, and its withdrawal."""
        alerts = [json.loads(alert["Message"]) for alert in self.told]
        ours = [alert for alert in alerts if alert["number"] in self.keys[number]]
        told = Counter(tuple(alert[name] for name in ("event", "actor", "before", "after")) for alert in ours)
        items = self._items(number)
        quiet = {item["Event"]["S"] for item in items if "Quiet" in item}
        self._expect(quiet <= {"flagged", "flagged_again", "withdrawn"}, f"{number}: {quiet} were not told")
        due = Counter(
            _told(i) for i in items if "Quiet" not in i and i["Event"]["S"] not in ("flagged_again", "amended")
        )
        self._expect(told == due, f"{number}: told {told}, due were {due}")

    def teardown(self) -> None:
        """Quiescence."""
        if self.step and all(self.worlds.values()):
            self.come_to_rest()

    # ── Looking ───────────────────────────────────────────────────────────────────────────────────

    def _happened(self, number: str, what: Callable[[World], World | set[World] | None], said: str) -> None:
        """Take every possible world one step further, and drop those in which this cannot have happened."""
        ways = model.reachable(self.worlds[number])
        found = [what(way) for way in ways]
        self.worlds[number] = {made for one in found if one for made in ({one} if isinstance(one, World) else one)}
        self.story.append(f"{time.time():.1f} {number}: {said}")
        self._expect(self.worlds[number], f"cannot have happened to any of {ways}")
        self.step += 1

    @invariant()
    def check_answers_as_the_model(self) -> None:
        for number in self.numbers:
            self._check(number)

    def _check(self, number: str) -> None:
        now, answer = time.time(), check(self.stack, number)["Decision"]
        self._keep(number, lambda w: w.entry.denies(now) == (answer == "deny"), f"the check says {answer}")
        item = self.table.entry(number)
        self._keep(number, lambda w: is_shown(w.entry, item), f"the table holds {item}")

    def _keep(self, number: str, fits: Callable[[World], bool], said: str) -> None:
        ways = model.reachable(self.worlds[number])
        self.worlds[number] = {way for way in ways if fits(way)}
        self._expect(self.worlds[number], f"{number}: {said}, and should be one of {[w.entry for w in ways]}")

    def _expect(self, holds: object, said: str) -> None:
        """Fail with all that was seen, because another run may not meet the same race."""
        if not holds:
            seen = "\n".join([*self.story, said])
            self.seen.append(seen)
            raise AssertionError(seen)


def live(machine: type[Life], profile: settings) -> None:
    """Run the rules. The first defect is reported even if Hypothesis cannot make it happen again."""
    machine.seen = []
    try:
        run_state_machine_as_test(machine, settings=profile)
    except BaseException as exc:
        for seen in machine.seen[:1]:
            exc.add_note(f"Seen first:\n{seen}")
        raise


def _told(item: dict[str, Any]) -> tuple[str, ...]:
    return tuple(item.get(name, {"S": ""})["S"] for name in ("Event", "Actor", "From", "To"))


def _said(flag: dict[str, Any]) -> dict[str, Any]:
    """What an entry keeps of a flag, without what the workflow notes there."""
    return {name: value for name, value in flag.items() if name != "Told"}


def in_order(world: World) -> list[tuple[str, ...]]:
    """History as people read it."""
    return [(c.event, c.actor, c.before, c.after) for c in sorted(world.history)]


def is_listed(item: dict[str, Any]) -> bool:
    """Whether the lists of waiting, denied and protected numbers show this item, with its country."""
    listed = item.get("Status", {}).get("S") in (model.PENDING, model.APPROVED, model.PROTECTED)
    return not listed or {"FlaggedAt", "Country"} <= set(item)


def is_shown(entry: Entry, item: dict[str, Any]) -> bool:
    """Whether an item of the table is this entry. The end is compared only if the entry would deny without it."""
    status = item.get("Status", {"S": model.TYPED})["S"] if item else model.NONE
    if (status, frozenset(item.get("FlagIds", {}).get("SS", ()))) != (entry.status, entry.flags):
        return False
    end = int(item["ExpiresAt"]["N"]) if "ExpiresAt" in item else None
    if entry.status not in model.DENYING or end is None or entry.end is None:
        return entry.status not in model.DENYING or end == entry.end
    return abs(end - entry.end) <= TOLERANCE
