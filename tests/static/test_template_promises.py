"""What the template promises: nothing is tried for ever, nothing is deleted by mistake, every alarm is exact."""

import re
from typing import Any

import pytest

from tests.policies import CONTENT

RESOURCES: dict[str, dict[str, Any]] = CONTENT["Resources"]


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: resource for name, resource in RESOURCES.items() if resource["Type"] == kind}


TABLES, ALARMS = of_type("AWS::DynamoDB::Table"), of_type("AWS::CloudWatch::Alarm")
# The stream forgets after a day (DynamoDB Developer Guide); a parked pointer must leave time to be read back.
STREAM_SECONDS, SPARE_SECONDS = 86_400, 3600
FOURTEEN_DAYS = 1_209_600


def test_pipe_tries_finitely_often_and_long_splits_batches_and_parks_what_it_gives_up() -> None:
    (pipe,) = of_type("AWS::Pipes::Pipe").values()
    source = pipe["Properties"]["SourceParameters"]["DynamoDBStreamParameters"]
    assert 0 < source["MaximumRetryAttempts"] < 100
    assert 0 < source["MaximumRecordAgeInSeconds"] <= STREAM_SECONDS - SPARE_SECONDS
    assert source["OnPartialBatchItemFailure"] == "AUTOMATIC_BISECT"
    assert source["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}}
    assert source["BatchSize"] == 1, "a failed execution holds one record, so that it can be run again by itself"
    assert source["StartingPosition"] == "TRIM_HORIZON"
    target = pipe["Properties"]["TargetParameters"]["StepFunctionStateMachineParameters"]
    assert target["InvocationType"] == "FIRE_AND_FORGET"


def test_there_are_two_tables() -> None:
    assert sorted(TABLES) == ["DenylistTable", "HistoryTable"]


@pytest.mark.parametrize("name", TABLES)
def test_table_can_be_restored_and_is_not_deleted_by_mistake(name: str) -> None:
    table, properties = TABLES[name], TABLES[name]["Properties"]
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["DeletionProtectionEnabled"] is True
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert properties["SSESpecification"]["SSEEnabled"] is True
    assert properties["TimeToLiveSpecification"]["Enabled"] is True


def test_what_is_parked_waits_as_long_as_a_queue_can_keep_it() -> None:
    assert RESOURCES["DeadLetterQueue"]["Properties"]["MessageRetentionPeriod"] == FOURTEEN_DAYS


def test_workflow_is_standard_and_tells_its_log_no_data() -> None:
    (workflow,) = of_type("AWS::Serverless::StateMachine").values()
    assert workflow["Properties"]["Type"] == "STANDARD"
    assert workflow["Properties"]["Logging"]["IncludeExecutionData"] is False


@pytest.mark.parametrize("name", ALARMS)
def test_alarm_says_of_what_it_is_and_what_silence_means_and_rings(name: str) -> None:
    alarm = ALARMS[name]["Properties"]
    assert alarm["Dimensions"]
    assert all(dimension["Name"] and dimension["Value"] for dimension in alarm["Dimensions"])
    assert alarm["TreatMissingData"] in ("breaching", "notBreaching")
    assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmsTopic"}]
    assert ("Statistic" in alarm) != ("ExtendedStatistic" in alarm)
    assert alarm["Threshold"] >= 0


@pytest.mark.parametrize("name", ALARMS)
def test_silence_is_an_alarm_where_something_must_be_heard_and_nowhere_else(name: str) -> None:
    """Missing checks, digests and counts of subscribers are themselves what the alarm is about."""
    alarm = ALARMS[name]["Properties"]
    assert (alarm["TreatMissingData"] == "breaching") == (alarm["ComparisonOperator"] == "LessThanThreshold")


def test_alarms_that_roll_a_deployment_back_ring_while_it_lasts() -> None:
    preference = RESOURCES["CheckNumberFunction"]["Properties"]["DeploymentPreference"]
    kind = re.fullmatch(r"Canary10Percent(\d+)Minutes", preference["Type"])
    assert kind
    for alarm in (ALARMS[name["Ref"]]["Properties"] for name in preference["Alarms"]):
        assert alarm["Period"] * alarm["EvaluationPeriods"] < int(kind[1]) * 60
