"""The flow files can be imported, are laid out, are filled in every language, and blame no caller."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from denylist.refusals import Refusal
from denylist.terms import OF_AGENTS, TERMS
from tests.speech import seconds, syllables, words
from tools.common.template import read_template
from tools.connect.project import FLOW_TYPES, FLOWS, LINKS, SETTINGS, VIEWS, languages, prompts
from tools.connect.render import HOURS, placeholders
from tools.connect.run import Flow, open_flow

ARNS = {
    "CheckNumberArn": "arn:aws:lambda:us-east-1:123456789012:function:check:live",
    "AddNumberArn": "arn:aws:lambda:us-east-1:123456789012:function:add:live",
    "QueueArn": "arn:aws:connect:us-east-1:123456789012:instance/i/queue/q",
    **dict.fromkeys(VIEWS.values(), "arn:aws:connect:us-east-1:123456789012:instance/i/view/v"),
}
GIVEN = {*ARNS, *LINKS, *SETTINGS}  # FlowLogs is no placeholder; it adds a block
TEMPLATES = {name: (FLOWS / f"{name}.json").read_text(encoding="utf-8") for name in FLOW_TYPES}
VIEW_TEMPLATES = {name: (FLOWS / "views" / f"{name}.json").read_text(encoding="utf-8") for name in VIEWS}
ENGINES = {"Standard", "Neural", "Generative"}  # as exported flows spell them
BLAMING = re.compile(
    r"block|ban\b|bann|den[yi]|refus|reject|abus|spam|fraud|scam|harass|blacklist|suspicious|"
    r"차단|거부|거절|악성|금지|스팸|블랙|사기|의심|신고|제한",
    re.IGNORECASE,
)
# The menu of reasons lists all of them and says nothing of the caller; labels are on the agent's screen.
LISTS_ALL_REASONS = re.compile(r"PromptFlagWhy\w+|LabelCategory\w+")
LONGEST_PROMPT, MOST_SYLLABLES = 8, 45  # seconds of English, syllables of Korean
# Roughly the pixels that the designer draws for a block: a head, and one line for each branch.
BLOCK_WIDTH, BLOCK_HEAD, BRANCH_LINE = 240, 100, 24


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(TEMPLATES[name])
    return document


def _open(name: str) -> Flow:
    return open_flow(name, ARNS)


def _targets(block: dict[str, Any]) -> set[str]:
    transitions = block["Transitions"]
    branches = [*transitions.get("Conditions", ()), *transitions.get("Errors", ())]
    return {branch["NextAction"] for branch in branches} | ({transitions["NextAction"]} if transitions else set())


def _said(language: str) -> list[str]:
    return [text for name, text in prompts(language).items() if name.startswith("Prompt")]


def test_registry_names_every_flow_and_view_file() -> None:
    assert {path.stem for path in FLOWS.glob("*.json")} == set(FLOW_TYPES)
    assert {path.stem for path in (FLOWS / "views").glob("*.json")} == set(VIEWS)
    assert set(LINKS.values()) <= set(FLOW_TYPES)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", FLOW_TYPES)
def test_flow_loads_for_its_type_in_every_language(name: str, language: str) -> None:
    flow = open_flow(name, ARNS, language)
    assert flow.type == FLOW_TYPES[name]


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_template_is_json_before_it_is_filled(name: str) -> None:
    assert _document(name)["Version"] == "2019-10-30"


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_every_text_is_a_prompt_placeholder(name: str) -> None:
    texts = [block["Parameters"]["Text"] for block in _document(name)["Actions"] if "Text" in block["Parameters"]]
    # The agent whisper says what Amazon Connect's own says: the queue's name, and no words besides.
    assert all(re.fullmatch(r"\$\{Prompt\w+\}", text) or text == "$.Queue.Name" for text in texts)


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_every_block_is_reached_and_every_way_ends(name: str) -> None:
    onward = {block["Identifier"]: _targets(block) for block in _document(name)["Actions"]}
    reached, todo = set[str](), {_document(name)["StartAction"]}
    while todo:
        reached |= todo
        todo = set[str]().union(*(onward[identifier] for identifier in todo)) - reached
    assert reached == set(onward)
    assert all(set(block.branches()) for block in _open(name).blocks.values())


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_designer_shows_the_flow_from_left_to_right(name: str) -> None:
    document = _document(name)
    placed = {key: entry["position"] for key, entry in document["Metadata"]["ActionMetadata"].items()}
    for block in document["Actions"]:
        for target in _targets(block):
            assert placed[block["Identifier"]]["x"] < placed[target]["x"], (block["Identifier"], target)


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_blocks_do_not_overlap(name: str) -> None:
    metadata = _document(name)["Metadata"]["ActionMetadata"]
    heights = {a.identifier: BLOCK_HEAD + BRANCH_LINE * len(list(a.branches())) for a in _open(name).blocks.values()}
    for one, other in combinations(metadata, 2):
        first, second = metadata[one]["position"], metadata[other]["position"]
        beside = abs(first["x"] - second["x"]) >= BLOCK_WIDTH
        upper = one if first["y"] <= second["y"] else other
        assert beside or abs(first["y"] - second["y"]) >= heights[upper], (one, other)


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_readme_names_type_and_arns(name: str) -> None:
    arns = sorted(placeholders(TEMPLATES[name]) & GIVEN)
    row = next(line for line in (FLOWS / "README.md").read_text().splitlines() if line.startswith(f"| `{name}.json`"))
    assert f"`{FLOW_TYPES[name]}`" in row
    assert row.endswith(f"| {', '.join(f'`{arn}`' for arn in arns)} |")


@pytest.mark.parametrize("name", [*LINKS, *SETTINGS, *SETTINGS.values(), *VIEWS.values()])
def test_readme_explains_what_can_be_given(name: str | tuple[str, ...]) -> None:
    readme = (FLOWS / "README.md").read_text()
    assert all(f"`{word}`" in readme for word in ([name] if isinstance(name, str) else name))


def test_every_language_has_what_the_flows_and_views_want() -> None:
    files = [*TEMPLATES.values(), *VIEW_TEMPLATES.values()]
    wanted = frozenset[str]().union(*map(placeholders, files)) - GIVEN
    assert {key: prompts(key).keys() for key in languages()} == dict.fromkeys(languages(), wanted)


@pytest.mark.parametrize("language", languages())
def test_voice_has_an_engine_connect_knows(language: str) -> None:
    assert prompts(language)["VoiceEngine"] in ENGINES


@pytest.mark.parametrize("name", ["inbound", "flag_number"])
def test_voice_is_set_before_anybody_speaks(name: str) -> None:
    flow = _open(name)
    assert flow.blocks[flow.start].type == "UpdateContactTextToSpeechVoice"


@pytest.mark.parametrize(("name", "case"), [("inbound", "Equals true"), ("check_module", "Equals deny")])
def test_only_the_denied_branch_leads_to_the_tag(name: str, case: str) -> None:
    blocks = _open(name).blocks.values()
    (tag,) = (block.identifier for block in blocks if block.type == "TagContact")
    onward = [block for block in blocks if tag in {block.next, *block.errors.values()}]
    cases = [condition.label for block in blocks for condition in block.conditions if condition.target == tag]
    assert (onward, cases) == ([], [case])


def test_outbound_whisper_says_nothing_because_the_customer_would_hear_it() -> None:
    kinds = {block.type for block in _open("outbound_check").blocks.values()}
    assert kinds & {"MessageParticipant", "DisconnectParticipant"} == set()


def test_there_are_english_and_korean() -> None:
    assert {"en", "ko"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_prompts_blame_nobody(language: str) -> None:
    said = {name: text for name, text in prompts(language).items() if not LISTS_ALL_REASONS.fullmatch(name)}
    assert [text for text in said.values() if BLAMING.search(text)] == []


def _until_a_flag(flow: Flow, at: str, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The types of the blocks on each way that a call can take from here to the first function, or to its end."""
    action = flow.blocks[at]
    if at == "Is it a voice call?":
        (case,) = action.conditions
        assert (action.parameters["ComparisonValue"], case.label) == ("$.Channel", "Equals VOICE")
        yield from _until_a_flag(flow, case.target, (*before, action.type))
    elif action.type == "InvokeLambdaFunction" or action.rule.terminal:
        yield (*before, action.type)
    else:
        for target in action.onward:
            yield from _until_a_flag(flow, target, (*before, action.type))


@pytest.mark.parametrize("flow_logs", SETTINGS["FlowLogs"])
def test_nothing_is_said_or_asked_and_at_most_one_attribute_set_before_a_call_is_flagged(flow_logs: str) -> None:
    flow = open_flow("flag_number", {**ARNS, "FlowLogs": flow_logs})
    ways = list(_until_a_flag(flow, flow.start))
    assert {way[-1] for way in ways} == {"InvokeLambdaFunction"}
    quiet = {"UpdateFlowLoggingBehavior", "UpdateContactTextToSpeechVoice", "Compare", "UpdateContactAttributes"}
    assert {kind for way in ways for kind in way[:-1]} <= quiet
    assert max(way.count("UpdateContactAttributes") for way in ways) <= 1


def _unclear(name: str) -> list[str]:
    """The refusals that a flow calls an unclear number."""
    cases = _open(name).blocks["Why was it not added?"].conditions
    return [case.label for case in cases if case.target == "Say it is no clear number"]


def test_quick_connect_and_form_call_the_same_numbers_unclear() -> None:
    of_a_number = [Refusal.NOT_A_NUMBER, Refusal.AMBIGUOUS, Refusal.STAR]
    assert {f"Equals {why}" for why in of_a_number} <= set(_unclear("flag_number"))
    assert _unclear("after_call") == _unclear("flag_number")


def _longest(name: str) -> range:
    """The hours that a prompt may have to say: of the review window, or of a term."""
    window = read_template()["Parameters"]["ReviewWindow"]["MaxValue"]
    longest = max(TERMS[term] or 0 for term in OF_AGENTS) // 3600
    return range(1, (window if name.endswith("UntilReview") else longest) + 1)


def _for_agents(language: str) -> dict[str, list[str]]:
    """Each prompt that agents hear, with every number that it may say."""
    heard = {name: text for name, text in prompts(language).items() if name.startswith("PromptFlag")}
    return {
        name: [text.replace(HOURS, str(hours)) for hours in (_longest(name) if HOURS in text else [0])]
        for name, text in heard.items()
    }


def test_english_prompts_for_agents_take_eight_seconds_at_most() -> None:
    assert {n: max(map(words, all_)) for n, all_ in _for_agents("en").items() if max(map(seconds, all_)) > 8} == {}


def test_korean_prompts_for_agents_have_45_syllables_at_most() -> None:
    counts = {name: max(map(syllables, texts)) for name, texts in _for_agents("ko").items()}
    assert {name: count for name, count in counts.items() if count > MOST_SYLLABLES} == {}


@pytest.mark.parametrize(
    ("text", "count"), [("365 days", 5), ("Abuse, 1.", 2), ("40 hours", 2), ("8760 hours", 6), ("at 0", 2), ("72", 2)]
)
def test_words_are_counted_as_they_are_spoken(text: str, count: int) -> None:
    assert words(text) == count


@pytest.mark.parametrize(("text", "count"), [("365일", 6), ("10일", 2), ("8760 시간", 8), ("0번", 2), ("폭언 1번", 4)])
def test_syllables_are_counted_as_they_are_spoken(text: str, count: int) -> None:
    assert syllables(text) == count


@pytest.mark.parametrize(("language", "star"), [("en", "star"), ("ko", "별표")])
def test_menu_says_the_keys_that_its_block_takes(language: str, star: str) -> None:
    for action in open_flow("flag_number", ARNS, language).blocks.values():
        if action.type == "GetParticipantInput":
            text = action.parameters["Text"]
            said = [*re.findall(r"\b(\d)(?=[.번])", text), *(["*"] if star in text else [])]
            assert said == [case.operand for case in action.conditions], action.identifier


@pytest.mark.parametrize("language", languages())
def test_prompts_are_sentences_short_enough_to_listen_to(language: str) -> None:
    assert [text for text in _said(language) if not text.endswith(".") or len(text) > 160] == []


def test_korean_prompts_are_korean_and_polite() -> None:
    sentences = [sentence for text in _said("ko") for sentence in re.findall(r"[^.]+\.", text)]
    assert [sentence for sentence in sentences if not re.search(r"(니다|시오)\.$", sentence)] == []
