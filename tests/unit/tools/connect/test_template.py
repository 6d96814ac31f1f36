"""Flow files as arguments of Fn::Sub, and YAML as people write it."""

import pytest

from tools.common.errors import LocalError
from tools.common.tagged_yaml import Block, GetAtt, Ref, Tagged, dump
from tools.connect.errors import FlowError
from tools.connect.names import logical_id, title
from tools.connect.template import __main__ as connect_template
from tools.connect.template.__main__ import substituted


def test_what_only_a_deployment_knows_comes_first_so_that_cfn_lint_tries_no_combinations() -> None:
    made = dump({"Content": substituted("${PromptPleaseHold}${DeniedMessage}${AddNumberArn}", "f.json")})
    first, second = made.index("AddNumberArn: !Ref AddNumberArn"), made.index("PromptPleaseHold: !FindInMap")
    assert first < second


def test_prompt_that_says_the_hours_reads_them_in_the_answer() -> None:
    prompts = connect_template._texts("en", "${PromptFlagListedForTerm}", inside_json=True)  # noqa: SLF001
    assert prompts == {"PromptFlagListedForTerm": "The number is on the list for $.External.Hours hours. Thank you."}


def test_path_is_left_alone_and_a_mark_that_is_none_is_kept() -> None:
    made = substituted('{"a": "$.Attributes.x", "b": "${not a mark}"}', "f.json")
    assert made.value == '{"a": "$.Attributes.x", "b": "${!not a mark}"}\n'


def test_prompt_comes_from_the_mapping_of_the_language() -> None:
    assert dump({"Content": substituted('{"a": "${PromptPleaseHold}"}', "f.json")}) == (
        "Content: !Sub\n"
        "  - |\n"
        '    {"a": "${PromptPleaseHold}"}\n'
        "  - PromptPleaseHold: !FindInMap [Prompts, !Ref Language, PromptPleaseHold]\n"
    )


def test_flow_that_another_flow_leads_to_is_a_resource() -> None:
    made = dump({"Content": substituted("${AfterCallFlowArn}${AfterCallViewArn}", "f.json")})
    assert "AfterCallFlowArn: !GetAtt AfterCallFlow.ContactFlowArn\n" in made
    assert "AfterCallViewArn: !GetAtt AfterCallView.ViewArn\n" in made


def test_mark_that_nothing_fills_is_refused_by_name() -> None:
    with pytest.raises(LocalError, match=r"f\.json: placeholder \$\{Nobody\}: nothing fills it"):
        substituted("${Nobody}", "f.json")


def test_flow_that_connect_would_refuse_makes_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, *_: object) -> None:
        raise FlowError(f"{name}.json", "Hang up", "leads to no block; fix it")

    monkeypatch.setattr(connect_template, "open_flow", refuse)
    with pytest.raises(LocalError, match=r"inbound\.json: Hang up: leads to no block; fix it"):
        connect_template.make()


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [("inbound", "", "InboundFlow"), ("check_module", "", "CheckModule"), ("after_call", "View", "AfterCallView")],
)
def test_logical_id(name: str, kind: str, wanted: str) -> None:
    assert logical_id(name, kind) == wanted


def test_title() -> None:
    assert title("flag_number") == "Deny list - flag number"


def test_yaml_is_ascii_with_short_functions_blocks_and_air() -> None:
    made = dump(
        {
            "Resources": {
                "One": {"Text": Block("a\n  b\n"), "Ref": Ref("Two")},
                "Two": {"Arn": GetAtt("One.Arn"), "Word": "가", "List": Tagged("!Join", [",", ["a"]])},
            },
            "Outputs": {"A": "b"},
        }
    )
    assert made == (
        "Resources:\n"
        "  One:\n    Text: |\n      a\n        b\n    Ref: !Ref Two\n"
        "\n"
        "  Two:\n    Arn: !GetAtt One.Arn\n    Word: \"\\uAC00\"\n    List: !Join\n      - ','\n      - - a\n"
        "\n"
        "Outputs:\n  A: b\n"
    )
