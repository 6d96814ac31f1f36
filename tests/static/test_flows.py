"""The flow files can be imported, are laid out, are filled in every language, and blame no caller."""

import json
import re
from itertools import combinations
from typing import Any

import pytest

from tools.connect.project import FLOW_TYPES, FLOWS, LINKS, SETTINGS, VIEWS, languages, prompts
from tools.connect.render import placeholders
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
    assert [text for text in prompts(language).values() if BLAMING.search(text)] == []


@pytest.mark.parametrize("language", languages())
def test_prompts_are_sentences_short_enough_to_listen_to(language: str) -> None:
    assert [text for text in _said(language) if not text.endswith(".") or len(text) > 160] == []


def test_korean_prompts_are_korean_and_polite() -> None:
    sentences = [sentence for text in _said("ko") for sentence in re.findall(r"[^.]+\.", text)]
    assert [sentence for sentence in sentences if not re.search(r"(니다|시오)\.$", sentence)] == []
