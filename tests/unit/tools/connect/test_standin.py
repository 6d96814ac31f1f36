"""The stand-in accepts and answers only what Amazon Connect's service model allows."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.standin import standing_in
from tools.connect.standin import INSTANCE_ID, REGION, Fault, Instance, StandIn, identify
from tools.connect.standin.instance import OPERATIONS
from tools.connect.standin.model import operation, write


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    instance = Instance(queues=["A", "B", "C"], quick_connects=["Q"], flows={"F": "CONTACT_FLOW"})
    with standing_in(instance, monkeypatch) as running:
        yield running


@pytest.fixture
def client(stand_in: StandIn) -> Any:  # noqa: ANN401 - its methods are made at run time
    """A client that checks nothing itself, so that the stand-in's checks are tested."""
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    return boto3.client("connect", region_name=REGION, endpoint_url=stand_in.url, config=config)


def code(raised: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response = raised.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_one_of_the_service(name: str) -> None:
    assert operation(name).name == name
    assert hasattr(Instance, OPERATIONS[name])


def test_list_goes_on_page_by_page(stand_in: StandIn, client: Any) -> None:  # noqa: ANN401
    pages = client.get_paginator("list_queues").paginate(InstanceId=INSTANCE_ID, QueueTypes=["STANDARD"])
    assert [queue["Name"] for page in pages for queue in page["QueueSummaryList"]] == ["A", "B", "C"]
    assert [asked.get("NextToken") for _, asked in stand_in.asked] == [None, "2"]
    assert all(asked["QueueTypes"] == ["STANDARD"] for _, asked in stand_in.asked)


@pytest.mark.parametrize("ids", [[], [7]])
def test_request_that_the_model_does_not_allow_is_refused(client: Any, ids: list[Any]) -> None:  # noqa: ANN401
    with pytest.raises(ClientError, match="QuickConnectIds") as raised:
        client.associate_queue_quick_connects(InstanceId=INSTANCE_ID, QueueId=identify("A"), QuickConnectIds=ids)
    assert code(raised) == ("InvalidParameterException", 400)


def test_more_than_fifty_quick_connects_are_refused(client: Any) -> None:  # noqa: ANN401
    with pytest.raises(ClientError, match="1 to 50") as raised:
        client.associate_queue_quick_connects(
            InstanceId=INSTANCE_ID, QueueId=identify("A"), QuickConnectIds=[identify("Q")] * 51
        )
    assert code(raised) == ("InvalidParameterException", 400)


def test_operation_that_it_does_not_have_is_refused(client: Any) -> None:  # noqa: ANN401
    with pytest.raises(ClientError, match="stand-in knows no GET") as raised:
        client.list_prompts(InstanceId=INSTANCE_ID)
    assert code(raised) == ("InvalidRequestException", 400)


@pytest.mark.parametrize("answer", [{"Instance": {"Id": 7}}, {"Instanz": {}}])
def test_answer_that_the_model_does_not_know_is_a_mistake(answer: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="DescribeInstance answers"):
        write(operation("DescribeInstance"), answer)


def test_fault_has_the_status_of_the_service_and_is_over_when_it_was_scripted_for(
    stand_in: StandIn,
    client: Any,  # noqa: ANN401
) -> None:
    stand_in.script("DescribeInstance", Fault.throttled())
    with pytest.raises(ClientError) as raised:
        client.describe_instance(InstanceId=INSTANCE_ID)
    assert code(raised) == ("ThrottlingException", 429)
    assert client.describe_instance(InstanceId=INSTANCE_ID)["Instance"]["Id"] == INSTANCE_ID


def test_problems_of_a_flow_are_a_list(stand_in: StandIn, client: Any) -> None:  # noqa: ANN401
    stand_in.script("DescribeInstance", Fault.invalid_flow("one", "two"))
    with pytest.raises(client.exceptions.InvalidContactFlowException) as raised:
        client.describe_instance(InstanceId=INSTANCE_ID)
    assert raised.value.response["problems"] == [{"message": "one"}, {"message": "two"}]
