"""Which alarms there are, and what each watches. If an alarm is removed or watches something else, a test here fails.

test_dashboard.py tests that functions count the metrics of these names. test_template_promises.py tests that alarms
ring, and what missing data means to each.
"""

import re
from typing import Any, NamedTuple

import pytest

from tests.alarms import ALARMS, NESTED, given
from tests.markdown import content, headings_of, rows_of
from tests.policies import CONTENT
from tools.common.paths import ROOT
from tools.connect.names import title

# What an alarm says and does. Everything else decides when it rings, and is compared.
SAYS = {"AlarmDescription", "AlarmActions", "OKActions"}
ABOVE, BELOW = "GreaterThanThreshold", "LessThanThreshold"
QUIET, RINGS = "notBreaching", "breaching"


class Watch(NamedTuple):
    """What an alarm watches, and when it rings."""

    namespace: str
    metric: str
    dimensions: dict[str, Any]
    statistic: str
    comparison: str
    threshold: int
    periods: tuple[int, Any]
    """Seconds of a period, and how many periods must all be beyond the threshold."""
    silence: str
    """What missing data is taken for."""
    condition: str = ""
    """The template's condition under which the alarm exists."""


def function(name: str) -> dict[str, Any]:
    return {"FunctionName": {"Ref": name}}


def counted_by(name: str) -> dict[str, Any]:
    """A metric that a function of this stack counts itself."""
    return {"stack": {"Ref": "AWS::StackName"}, "service": name}


CHECK, ADD = function("CheckNumberFunction"), function("AddNumberFunction")
REVIEW, DIGEST = function("ReviewEntriesFunction"), function("SendDigestFunction")
WORKFLOW, PIPE = {"StateMachineArn": {"Ref": "Workflow"}}, {"PipeName": {"Ref": "Pipe"}}
PARKED = {"QueueName": {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]}}
NEW = CHECK | {
    "Resource": {"Fn::Sub": "${CheckNumberFunction}:live"},
    "ExecutedVersion": {"Fn::GetAtt": ["CheckNumberFunction", "Version.Version"]},
}
CHECKED, FLAGGED = counted_by("check_number"), counted_by("add_number")
RECORDED, COUNTED = counted_by("record_change"), counted_by("take_stock")
WAITING = "ApproximateNumberOfMessagesVisible"
MINUTE, FIVE_MINUTES = (60, 1), (300, 1)
QUIET_HOURS, TWO_WINDOWS = (3600, {"Ref": "QuietHours"}), (120, {"Ref": "AlertDigestMinutes"})

# fmt: off
WATCHES = {
    "CheckErrorsAlarm": Watch("AWS/Lambda", "Errors", CHECK, "Sum", ABOVE, 0, MINUTE, QUIET),
    "CheckThrottlesAlarm": Watch("AWS/Lambda", "Throttles", CHECK, "Sum", ABOVE, 0, MINUTE, QUIET),
    "CheckLatencyAlarm": Watch("AWS/Lambda", "Duration", CHECK, "p99", ABOVE, 1000, (300, 3), QUIET),
    "NewVersionErrorsAlarm": Watch("AWS/Lambda", "Errors", NEW, "Sum", ABOVE, 0, MINUTE, QUIET),
    "NewVersionLatencyAlarm": Watch("AWS/Lambda", "Duration", NEW, "p99", ABOVE, 1000, (300, 3), QUIET),
    "NoChecksAlarm": Watch("AWS/Lambda", "Invocations", CHECK, "Sum", BELOW, 1, QUIET_HOURS, RINGS, "HasConnect"),
    "DegradedAnswersAlarm": Watch("DenyList", "DeniedNotCounted", CHECKED, "Sum", ABOVE, 0, FIVE_MINUTES, QUIET),
    "AddErrorsAlarm": Watch("AWS/Lambda", "Errors", ADD, "Sum", ABOVE, 0, MINUTE, QUIET),
    "AddThrottlesAlarm": Watch("AWS/Lambda", "Throttles", ADD, "Sum", ABOVE, 0, MINUTE, QUIET),
    "UnnamedFlagsAlarm": Watch("DenyList", "UnnamedFlagsOverLimit", FLAGGED, "Sum", ABOVE, 0, (3600, 1), QUIET),
    "WorkflowFailedAlarm": Watch("AWS/States", "ExecutionsFailed", WORKFLOW, "Sum", ABOVE, 0, MINUTE, QUIET),
    "WorkflowTimedOutAlarm": Watch("AWS/States", "ExecutionsTimedOut", WORKFLOW, "Sum", ABOVE, 0, MINUTE, QUIET),
    "DeadLettersAlarm": Watch("AWS/SQS", WAITING, PARKED, "Maximum", ABOVE, 0, MINUTE, QUIET),
    "PipeFailedAlarm": Watch("AWS/EventBridge/Pipes", "ExecutionFailed", PIPE, "Sum", ABOVE, 0, FIVE_MINUTES, QUIET),
    "PipeAgeAlarm": Watch("DenyList", "RecordAge", RECORDED, "Maximum", ABOVE, 300, FIVE_MINUTES, QUIET),
    "FlagsWaitingAlarm": Watch("DenyList", "FlagsWaiting", COUNTED, "Maximum", ABOVE, 0, (3600, 1), QUIET),
    "FormerKeysAlarm": Watch("DenyList", "FormerKeys", COUNTED, "Maximum", ABOVE, 0, (3600, 1), QUIET),
    "NoSubscriberAlarm": Watch("DenyList", "Subscribers", COUNTED, "Minimum", BELOW, 1, (3600, 3), RINGS),
    "DigestErrorsAlarm": Watch("AWS/Lambda", "Errors", DIGEST, "Sum", ABOVE, 0, MINUTE, QUIET, "HasDigest"),
    "DigestMissingAlarm": Watch("AWS/Lambda", "Invocations", DIGEST, "Sum", BELOW, 1, TWO_WINDOWS, RINGS, "HasDigest"),
    "ConsoleErrorsAlarm": Watch("AWS/Lambda", "Errors", REVIEW, "Sum", ABOVE, 0, MINUTE, QUIET),
}
# fmt: on


def read(alarm: dict[str, Any]) -> Watch:
    """The alarm as the template has it. It fails for a property that is not compared here, such as a unit."""
    left = {name: value for name, value in alarm["Properties"].items() if name not in SAYS}
    dimensions = {dimension["Name"]: dimension["Value"] for dimension in left.pop("Dimensions")}
    statistic = left.pop("Statistic", None) or left.pop("ExtendedStatistic")
    periods = left.pop("Period"), left.pop("EvaluationPeriods")
    assert left.pop("DatapointsToAlarm", periods[1]) == periods[1]
    watch = Watch(
        left.pop("Namespace"), left.pop("MetricName"), dimensions, statistic,
        left.pop("ComparisonOperator"), left.pop("Threshold"), periods, left.pop("TreatMissingData"),
        alarm.get("Condition", ""),
    )  # fmt: skip
    assert left == {}
    return watch


def test_alarms_are_those_in_the_table() -> None:
    assert set(ALARMS) == set(WATCHES)


@pytest.mark.parametrize("name", WATCHES)
def test_alarm_watches_what_the_table_says(name: str) -> None:
    assert read(ALARMS[name]) == WATCHES[name]


def heading(name: str) -> str:
    """An alarm's heading in docs/operating.md: "Check errors" for `CheckErrorsAlarm`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Alarm")).capitalize()


def anchor(name: str) -> str:
    """The anchor of that heading: `check-errors`."""
    return heading(name).replace(" ", "-").lower()


def test_operating_guide_has_a_part_for_every_alarm_and_for_no_other() -> None:
    part = content("docs/operating.md").split("\n## Alarms\n")[1].split("\n## ")[0]
    assert sorted(headings_of(part)) == sorted(f"### {heading(name)}" for name in ALARMS)


def test_operating_guide_begins_with_an_index_of_the_alarms() -> None:
    first = content("docs/operating.md").split("\n## ")[1]
    rows = rows_of(first)
    assert [row[0] for row in rows] == [f"[`{name}`](#{anchor(name)})" for name in WATCHES]
    for name, row in zip(WATCHES, rows, strict=True):
        section = content("docs/operating.md").split(f"\n### {heading(name)}\n")[1].split("\n##")[0]
        assert f"- **When:** {row[3].lower()}" in section


GUIDE = content("docs/operating.md")
SYMPTOMS = re.findall(r"^\| \[(.+?)\]\(#", GUIDE.split("\n## What do you see?\n")[1].split("\n## ")[0], re.MULTILINE)
SAID = ("- **It means:**", "- **Who is hurt", "hen:** ", "- **First command:**", "```sh\n")


@pytest.mark.parametrize("line", [*(f"### {heading(name)}" for name in ALARMS), *(f"## {seen}" for seen in SYMPTOMS)])
def test_section_says_what_it_means_who_is_hurt_when_to_act_and_what_to_run_first(line: str) -> None:
    section = GUIDE.split(f"\n{line}\n")[1].split("\n##")[0]
    assert [words for words in SAID if words not in section] == []


def test_every_symptom_is_in_the_index() -> None:
    sections = [line.removeprefix("## ") for line in headings_of(GUIDE) if line.startswith("## ")]
    assert sections == ["Which alarm rings?", "What do you see?", "Alarms", *SYMPTOMS, "Errors in the log"]


def test_alarm_about_flags_without_a_name_names_the_flow_that_gives_one() -> None:
    assert title("agent_whisper") in ALARMS["UnnamedFlagsAlarm"]["Properties"]["AlarmDescription"]["Fn::Sub"]


@pytest.mark.parametrize("name", ALARMS)
def test_description_ends_in_a_link_to_the_section_of_the_alarm(name: str) -> None:
    """The tests above hold that the guide has a section with this anchor."""
    said = ALARMS[name]["Properties"]["AlarmDescription"]["Fn::Sub"]
    assert re.fullmatch(rf"[^$]+[.?] See \$\{{RunbookUrl\}}#{anchor(name)}", said)


def test_link_leads_to_the_guide_in_this_repository_unless_another_place_is_given() -> None:
    assert (ROOT / CONTENT["Parameters"]["RunbookUrl"]["Default"]).read_text().startswith("# Operating")


def test_alarms_in_a_file_of_their_own_are_told_what_they_watch() -> None:
    """The outer stack passes its name, because `AWS::StackName` is the nested stack's. Conditions are the same."""
    assert CONTENT["Resources"]["Alarms"]["Properties"]["Parameters"].keys() == NESTED["Parameters"].keys()
    assert "AWS::StackName" not in str(NESTED["Resources"])
    assert {name: given(one) for name, one in NESTED["Conditions"].items()} == {
        name: CONTENT["Conditions"][name] for name in NESTED["Conditions"]
    }
