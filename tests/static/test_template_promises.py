"""The template retries nothing for ever, lets nothing be deleted by mistake, and has exact alarms."""

import re
from typing import Any

import pytest

from tests.alarms import ALARMS
from tests.policies import CONTENT

RESOURCES: dict[str, dict[str, Any]] = CONTENT["Resources"]


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: resource for name, resource in RESOURCES.items() if resource["Type"] == kind}


TABLES = of_type("AWS::DynamoDB::Table")
# The stream keeps records for a day (DynamoDB Developer Guide), and a parked place in it must be read back by then.
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
    (workflow,) = of_type("AWS::StepFunctions::StateMachine").values()
    assert workflow["Properties"]["StateMachineType"] == "STANDARD"
    assert workflow["Properties"]["LoggingConfiguration"]["IncludeExecutionData"] is False


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
    """Those alarms ring because checks, digests or counts of subscribers are missing."""
    alarm = ALARMS[name]["Properties"]
    assert (alarm["TreatMissingData"] == "breaching") == (alarm["ComparisonOperator"] == "LessThanThreshold")


def test_alarms_that_roll_a_deployment_back_ring_while_it_lasts() -> None:
    preference = RESOURCES["CheckNumberFunction"]["Properties"]["DeploymentPreference"]
    kind = re.fullmatch(r"Canary10Percent(\d+)Minutes", preference["Type"])
    assert kind
    for alarm in (ALARMS[name["Ref"]]["Properties"] for name in preference["Alarms"]):
        assert alarm["Period"] * alarm["EvaluationPeriods"] < int(kind[1]) * 60


def test_each_route_has_a_limit_of_its_own_so_that_a_flood_of_one_is_no_flood_of_another() -> None:
    (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()
    routes = of_type("AWS::ApiGatewayV2::Route")
    limits, default = stage["Properties"]["RouteSettings"], stage["Properties"]["DefaultRouteSettings"]
    assert set(limits) == {route["Properties"]["RouteKey"] for route in routes.values()}
    assert set(stage["DependsOn"]) == set(routes), "API Gateway refuses the limit of a route that is not there yet"
    for route in (found["Properties"] for found in routes.values()):
        limit = limits[route["RouteKey"]]
        for name in ("ThrottlingRateLimit", "ThrottlingBurstLimit"):
            assert 0 < limit[name] <= default[name]
        if route["AuthorizationType"] == "NONE":
            assert limit["ThrottlingRateLimit"] < default["ThrottlingRateLimit"], "what anybody may ask has less"


def test_logs_that_aws_delivers_are_under_its_own_prefix_and_no_two_stacks_share_one() -> None:
    """Other names would each take a part of the account's policy for deliveries, which may have 5,120 characters."""
    (workflow,) = of_type("AWS::StepFunctions::StateMachine").values()
    (stage,) = of_type("AWS::ApiGatewayV2::Stage").values()
    logging = workflow["Properties"]["LoggingConfiguration"]["Destinations"]
    to = [one["CloudWatchLogsLogGroup"]["LogGroupArn"] for one in logging]
    delivered = {arn["Fn::GetAtt"][0] for arn in (*to, stage["Properties"]["AccessLogSettings"]["DestinationArn"])}
    groups = of_type("AWS::Logs::LogGroup")
    assert {name for name, group in groups.items() if "LogGroupName" in group["Properties"]} == delivered
    for name in delivered:
        text, parts = groups[name]["Properties"]["LogGroupName"]["Fn::Sub"]
        assert text.startswith("/aws/vendedlogs/")
        assert text.endswith("/${AWS::StackName}-${Id}")
        assert parts == {"Id": {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}}
        assert groups[name]["UpdateReplacePolicy"] == "Retain", "what the group of before has is not lost by the update"
