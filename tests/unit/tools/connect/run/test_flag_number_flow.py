"""Every path of flows/flag_number.json, named: what agents hear, and what `add_number` is told, in this order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denylist.categories import CATEGORIES
from denylist.refusals import Refusal
from tests.unit.tools.connect.scripted import ADD, CALLER, ERROR, QUEUE, Scripted, flag_number, flagging
from tools.connect.project import languages, prompts
from tools.connect.render import HOURS
from tools.connect.run import FunctionError, HungUpError, Outcome, Pressed, run, talk
from tools.connect.run.session import Script

type Answer = Mapping[str, str]

FLOW = flag_number()
HELD = {"Success": "true", "Why": "NONE", "Menu": "category", "Hours": "72", "Holds": "window", "Category": "none"}
ADDED = {**HELD, "Result": "added", "Term": "30d"}
WITHDRAWN = {**HELD, "Result": "withdrawn"}
DECIDED = {"Success": "false", "Result": "refused", "Why": "decided", "Menu": "none"}
BOOM = FunctionError("boom")


def _updated(term: str = "30d") -> Answer:
    return {**HELD, "Result": "updated", "Term": term}


def _refused(why: str) -> Answer:
    return {"Success": "false", "Result": getattr(Refusal(why), "result", "refused"), "Why": why, "Menu": "none"}


@dataclass(frozen=True, kw_only=True)
class Path:
    """What the function answers, call by call, and the keys; then what is heard, sent besides, and the end."""

    answers: tuple[object, ...] = (ADDED,)
    keys: str = ""
    heard: tuple[str, ...]
    sent: tuple[Mapping[str, str], ...] = ({},)
    ended: str = "disconnected"
    channel: str = "VOICE"
    faults: Mapping[str, str] = field(default_factory=dict)

    def take(self, function: Scripted | None = None, language: str = "en") -> Outcome:
        answering = function or Scripted(*self.answers)
        return run(flag_number(language), flagging(self.channel), answering, self.keys, self.faults)


WHY, LISTED, THANKS = "PromptFlagWhyUntilReview", "PromptFlagListed", "PromptFlagThanks"


def _first(answer: object, *heard: str) -> Path:
    return Path(answers=(answer,), heard=heard)


def _then(key: str, answer: object, sent: Mapping[str, str], *heard: str) -> Path:
    """One key at the first menu, and what came of it."""
    return Path(answers=(ADDED, answer), keys=key, heard=(WHY, *heard), sent=({}, sent))


def _menu(menu: str, holds: str) -> Answer:
    return {**ADDED, "Menu": menu, "Holds": holds}


def _other(channel: str, *heard: str, ended: str = "queue", faults: Mapping[str, str] | None = None) -> Path:
    return Path(channel=channel, heard=heard, sent=(), ended=ended, faults=faults or {})


ASKS = {
    ("category", "window"): ("Ask why until a review", WHY),
    ("category", "term"): ("Ask why for a term", "PromptFlagWhyForTerm"),
    ("term", "window"): ("Ask how long until a review", "PromptFlagTermUntilReview"),
    ("term", "term"): ("Ask how long for a term", "PromptFlagTermForTerm"),
}
CATEGORY_KEYS = {row.key: code for code, row in CATEGORIES.items() if row.key}
TERM_KEYS = {"1": "24h", "2": "30d", "3": "90d", "4": "365d"}
BACK = {"Withdraw": "true"}
ABUSE = {"Category": "abuse"}

FIRST = {
    "no key": Path(heard=(WHY, THANKS)),
    "voice not set": Path(heard=(WHY, THANKS), faults={"Set the voice": ERROR}),
    **{f"unknown key {key}": Path(keys=key, heard=(WHY, LISTED)) for key in "06789#"},
    **{
        f"{menu}, unknown key": Path(answers=(_menu(*asked),), keys="7", heard=(prompt, LISTED))
        for asked, (menu, prompt) in ASKS.items()
    },
    **{
        f"{result} is heard alike": _first({**ADDED, "Result": result}, WHY, THANKS)
        for result in ("already_listed", "updated")
    },
    **{f"menu {asked}": _first(_menu(*asked), prompt, THANKS) for asked, (_, prompt) in ASKS.items()},
    "no menu, until a review": _first(_menu("none", "window"), "PromptFlagListedUntilReview"),
    "no menu, for a term": _first(_menu("none", "term"), "PromptFlagListedForTerm"),
    "function of before": _first({"Success": "true", "Result": "added", "Why": "NONE"}, LISTED),
    "protected": _first(_refused("protected"), "PromptFlagProtected"),
    **{why: _first(_refused(why), "PromptFlagWithheld") for why in ("withheld", "empty")},
    **{why: _first(_refused(why), "PromptFlagKeptForReview") for why in ("too_many_flags", "too_many_unnamed_flags")},
    **{
        why: _first(_refused(why), "PromptFlagNoClearNumber")
        for why in (
            "ambiguous",
            "not_a_number",
            "not_valid",
            "too_long",
            "address",
            "star",
            "no_plan",
            "spells_withheld",
        )
    },
    **{
        why: _first(_refused(why), "PromptFlagNotPossible") for why in ("emergency", "short_code", "ended", "not_voice")
    },
    "result of tomorrow": _first({"Result": "ADDED"}, "PromptFlagWentWrong"),
    "no result": _first({"Success": "true"}, "PromptFlagWentWrong"),
    "function fails": _first(BOOM, "PromptFlagWentWrong"),
    "nested answer": _first({"Result": {"added": "yes"}}, "PromptFlagWentWrong"),
}
REASONS = {
    **{
        f"{menu} {code}": Path(
            answers=(_menu("category", holds), _updated(CATEGORIES[code].term)),
            keys=key,
            heard=(prompt, f"PromptFlagIs{CATEGORIES[code].term}", THANKS),
            sent=({}, {"Category": code}),
        )
        for (asked, holds), (menu, prompt) in ASKS.items()
        if asked == "category"
        for key, code in CATEGORY_KEYS.items()
    },
    "24 hours were asked for before": _then("1", _updated("24h"), ABUSE, "PromptFlagIs24h", THANKS),
    "term without words": _then("1", _updated("1d"), ABUSE, THANKS),
    "reason comes late": _then("1", DECIDED, ABUSE, "PromptFlagDecided"),
    "reason comes after the end": _then("1", _refused("ended"), ABUSE, "PromptFlagDecided"),
    **{
        f"{code} is not kept": _then(key, BOOM, {"Category": code}, "PromptFlagNotChanged")
        for key, code in CATEGORY_KEYS.items()
    },
    "reason is refused": _then("1", _refused("unknown_category"), ABUSE, "PromptFlagNotChanged"),
}
TERMS = {
    **{
        f"{menu} {term}": Path(
            answers=(_menu("term", holds), _updated(term)), keys=key, heard=(prompt, THANKS), sent=({}, {"Term": term})
        )
        for (asked, holds), (menu, prompt) in ASKS.items()
        if asked == "term"
        for key, term in TERM_KEYS.items()
    },
    **{
        f"{category.term} of a reason is too short or long": Path(
            answers=(ADDED, _updated(category.term), _updated("90d")),
            keys=f"{key}03",
            heard=(WHY, f"PromptFlagIs{category.term}", "PromptFlagOtherTerm", THANKS),
            sent=({}, {"Category": code}, {"Term": "90d"}),
        )
        for key, code in CATEGORY_KEYS.items()
        for category in [CATEGORIES[code]]
    },
}


def _asked_again(keys: str, answer: object, *heard: str, sent: Mapping[str, str] | None = None) -> Path:
    """After the first reason and 0: a key, and what came of it."""
    more = ({}, ABUSE) if sent is None else ({}, ABUSE, sent)
    said = (WHY, "PromptFlagIs30d", "PromptFlagOtherTerm", *heard)
    return Path(answers=(ADDED, _updated(), answer), keys=f"10{keys}", heard=said, sent=more)


AGAIN = {
    "other term, no key": _asked_again("", None, THANKS),
    "other term, unknown key": _asked_again("7", None, THANKS),
    **{
        f"other term {term}": _asked_again(key, _updated(term), THANKS, sent={"Term": term})
        for key, term in TERM_KEYS.items()
    },
    **{
        f"other term {term} is not kept": _asked_again(key, BOOM, "PromptFlagNotChanged", sent={"Term": term})
        for key, term in TERM_KEYS.items()
    },
    "other term comes late": _asked_again("1", DECIDED, "PromptFlagDecided", sent={"Term": "24h"}),
    "other term comes after the end": _asked_again("1", _refused("ended"), "PromptFlagDecided", sent={"Term": "24h"}),
    "other term is refused": _asked_again("1", _refused("unknown_term"), "PromptFlagNotChanged", sent={"Term": "24h"}),
    "taken back at last": _asked_again("*", WITHDRAWN, "PromptFlagTakenBack", sent=BACK),
    **{
        f"{term} said, unknown key": Path(
            answers=(ADDED, _updated(term)), keys="14", heard=(WHY, f"PromptFlagIs{term}", THANKS), sent=({}, ABUSE)
        )
        for term in ("24h", "7d", "30d", "90d", "365d")
    },
    **{
        f"{term} said, another asked for": Path(
            answers=(ADDED, _updated(term)),
            keys="10",
            heard=(WHY, f"PromptFlagIs{term}", "PromptFlagOtherTerm", THANKS),
            sent=({}, ABUSE),
        )
        for term in ("24h", "7d", "30d", "90d", "365d")
    },
}
TAKING_BACK = {
    **{
        f"{menu} *": Path(
            answers=(_menu(*asked), WITHDRAWN), keys="*", heard=(prompt, "PromptFlagTakenBack"), sent=({}, BACK)
        )
        for asked, (menu, prompt) in ASKS.items()
    },
    "taken back too late": _then("*", DECIDED, BACK, "PromptFlagDecided"),
    "taken back after the end": _then("*", _refused("ended"), BACK, "PromptFlagDecided"),
    "nothing to take back": _then("*", _refused("not_flagged"), BACK, "PromptFlagNotTakenBack"),
    "taking back fails": _then("*", BOOM, BACK, "PromptFlagNotTakenBack"),
    "function of before takes nothing back": _then("*", {**ADDED, "Result": "added"}, BACK, "PromptFlagNotTakenBack"),
}
FAULTS = {
    **{
        f"{ask} fails": Path(answers=(_menu(*asked),), heard=(LISTED,), faults={ask: ERROR})
        for asked, (ask, _) in ASKS.items()
    },
    **{
        f"{ask} fails": Path(
            answers=(ADDED, _updated(term)), keys="1", heard=(WHY, THANKS), sent=({}, ABUSE), faults={ask: ERROR}
        )
        for term, ask in {
            "24h": "Say it is 24 hours",
            "7d": "Say it is 7 days",
            "30d": "Say it is 30 days",
            "90d": "Say it is 90 days",
            "365d": "Say it is one year",
        }.items()
    },
    "Ask for another term fails": Path(
        answers=(ADDED, _updated()),
        keys="10",
        heard=(WHY, "PromptFlagIs30d", THANKS),
        sent=({}, ABUSE),
        faults={"Ask for another term": ERROR},
    ),
    **{
        f"{say} fails": Path(
            answers=path.answers, keys=path.keys, heard=path.heard[:-1], sent=path.sent, faults={say: ERROR}
        )
        for say, path in {
            "Say thanks": FIRST["no key"],
            "Say it is on the list": FIRST["unknown key 9"],
            "Say it is listed until a review": FIRST["no menu, until a review"],
            "Say it is listed for a term": FIRST["no menu, for a term"],
            "Say it is protected": FIRST["protected"],
            "Say the number is withheld": FIRST["withheld"],
            "Say it is kept for review": FIRST["too_many_flags"],
            "Say it is no clear number": FIRST["ambiguous"],
            "Say it is not possible": FIRST["emergency"],
            "Say it went wrong": FIRST["function fails"],
            "Say a reviewer decided": REASONS["reason comes late"],
            "Say it was not changed": REASONS["abuse is not kept"],
            "Say it was taken back": TAKING_BACK["Ask why until a review *"],
            "Say it may still be on the list": TAKING_BACK["taking back fails"],
        }.items()
    },
}
FULL = {"Transfer to the queue": "QueueAtCapacity"}
OTHER_CHANNELS = {
    "chat": _other("CHAT"),
    "task": _other("TASK"),
    "e-mail": _other("EMAIL"),
    "chat, queue not set": _other("CHAT", faults={"Set the queue": ERROR}),
    "chat, queue full": _other("CHAT", "PromptNobodyFree", ended="disconnected", faults=FULL),
    "chat, queue fails": _other(
        "CHAT", "PromptNobodyFree", ended="disconnected", faults={"Transfer to the queue": ERROR}
    ),
    "task, queue full": _other("TASK", ended="disconnected", faults=FULL),
}
PATHS = FIRST | REASONS | TERMS | AGAIN | TAKING_BACK | FAULTS | OTHER_CHANNELS


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_path(path: Path, language: str) -> None:
    say, function = prompts(language), Scripted(*path.answers)
    outcome = path.take(function, language)
    assert outcome.heard == tuple(say[name].replace(HOURS, "72") for name in path.heard)
    assert outcome.ended == path.ended
    always = {"CustomerNumber": CALLER, "FlaggedBy": "", "Dialled": ""}
    events = [event["Details"] for arn, event in function.calls[: len(path.sent)] if arn == ADD]
    assert [details["Parameters"] for details in events] == [always | dict(more) for more in path.sent]
    assert len({details["ContactData"]["ContactId"] for details in events}) <= 1, "each is of the same flag"
    assert (outcome.attributes, outcome.hooks) == ({}, {})


@pytest.mark.parametrize("name", [name for name, path in PATHS.items() if BOOM not in path.answers])
def test_function_is_called_once_for_each_thing_that_the_agent_does(name: str) -> None:
    function = Scripted(*PATHS[name].answers)
    PATHS[name].take(function)
    assert len(function.calls) == len(PATHS[name].sent)


class Leaving(Script):
    """Presses the keys of a path, and hangs up during the prompt after so many others."""

    def __init__(self, keys: str, prompts_before: int) -> None:
        super().__init__(keys)
        self.left = prompts_before

    def hear(self, _text: str) -> None:
        if not self.left:
            raise HungUpError
        self.left -= 1

    def press(self, question: str, seconds: int) -> Pressed:
        self.hear(question)
        return super().press(question, seconds)


@pytest.mark.parametrize("name", [name for name, path in PATHS.items() if path.channel == "VOICE"])
def test_hanging_up_during_any_prompt_leaves_the_flag_as_it_stands(name: str) -> None:
    """The number was flagged before the first prompt, and each further call is for a key that was pressed before."""
    path = PATHS[name]
    for before in range(len(path.heard)):
        function = Scripted(*path.answers)
        with pytest.raises(HungUpError):
            talk(FLOW, flagging(), function, Leaving(path.keys, before), path.faults)
        told = [event["Details"]["Parameters"] for _, event in function.calls]
        # A function that fails is called again with the same.
        once = [parameters for parameters, _ in groupby(told)]
        assert 1 <= len(once) <= 1 + before
        assert (
            once
            == [{"CustomerNumber": CALLER, "FlaggedBy": "", "Dialled": ""} | dict(sent) for sent in path.sent][
                : len(once)
            ]
        )


def test_voice_is_the_languages() -> None:
    assert run(flag_number("ko"), flagging(), Scripted(ADDED)).voice == ("Seoyeon", "Neural")


def test_each_call_names_the_agent_and_whether_the_number_was_dialled() -> None:
    function = Scripted(ADDED, _updated(), _updated("90d"))
    run(FLOW, flagging(attributes={"FlaggedBy": "jane.doe", "DenylistIsDialled": "outbound"}), function, "103")
    told = [event["Details"]["Parameters"] for _, event in function.calls]
    assert [(each["FlaggedBy"], each["Dialled"]) for each in told] == [("jane.doe", "outbound")] * 3


def test_term_of_an_earlier_flow_is_not_passed_on() -> None:
    """Earlier versions of this flow kept the term as an attribute of the whole call."""
    function = Scripted(ADDED)
    run(FLOW, flagging(attributes={"DenylistTerm": "365d"}), function)
    assert "Term" not in function.calls[0][1]["Details"]["Parameters"]


@pytest.mark.parametrize("channel", ["CHAT", "TASK", "EMAIL"])
def test_other_channels_add_nothing_and_reach_a_queue(channel: str) -> None:
    function = Scripted(ADDED)
    outcome = run(FLOW, flagging(channel), function, "2")
    assert (outcome.ended, outcome.queue, function.calls) == ("queue", QUEUE, [])


def test_disconnect_of_other_channels_follows_only_a_refusing_queue() -> None:
    leading = {a.identifier for a in FLOW.blocks.values() if "End what no queue takes" in {a.next, *a.errors.values()}}
    before = {a.identifier for a in FLOW.blocks.values() if leading & {a.next, *a.errors.values()}}
    assert (leading, before) == ({"Say nobody is free"}, {"Transfer to the queue"})


KEYS = st.lists(st.none() | st.sampled_from("0123456789*#"), max_size=4)
MEMBERS = ["Result", "Success", "Why", "Menu", "Holds", "Term"]
WORDS = ["added", "updated", "withdrawn", "refused", "true", "NONE", "decided", "category", "window", "term", "30d"]
ANSWERS = st.none() | st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(WORDS) | st.text() | st.booleans())


@given(KEYS, st.lists(ANSWERS, min_size=1, max_size=4))
@settings(deadline=None)  # a run starts a thread, which a busy machine may delay
def test_flagging_always_ends_with_the_agent_told(keys: list[str | None], answers: list[object]) -> None:
    outcome, said = run(FLOW, flagging(), Scripted(*answers), keys), prompts("en")
    assert outcome.ended == "disconnected"
    assert outcome.heard[-1] in {text.replace(HOURS, "") for text in said.values()}
