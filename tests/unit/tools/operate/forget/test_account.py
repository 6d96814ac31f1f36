"""The stack that is asked, and what its refusals are called."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from denylist.changes import Change
from tests.unit.records import OTHER
from tests.unit.tools.operate.forget.world import REMOVED
from tools.common.errors import LocalError
from tools.operate.forget import account as accounts
from tools.operate.forget.known import Wanted


class Described:
    """CloudFormation, as far as it is asked."""

    def __init__(self, *stacks: dict[str, Any]) -> None:
        self.stacks = stacks

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        assert StackName == "acme"
        return {"Stacks": self.stacks}


HERE = {
    "Outputs": [{"OutputKey": "HistoryTable", "OutputValue": "History"}],
    "Parameters": [{"ParameterKey": "DefaultRegion", "ParameterValue": "KR"}],
}


def test_country_is_the_stacks_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "client", lambda service: Described(HERE) if service == "cloudformation" else service)
    found = accounts.deployed("acme")
    assert (found.region, found.history, found.place) == ("KR", "History", "acme")
    assert (found.dynamodb, found.sqs, found.states) == ("dynamodb", "sqs", "stepfunctions")
    assert Wanted.of("010-2345-6789", found.region).number == "+821023456789"


def test_stack_that_is_none_of_ours_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "client", lambda _: Described({**HERE, "Outputs": []}))
    with pytest.raises(LocalError, match="acme is no deny list"):
        accounts.deployed("acme")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ClientError({"Error": {"Code": "AccessDeniedException", "Message": "x"}}, "Scan"), "may not do Scan"),
        (ClientError({"Error": {"Code": "Throttled", "Message": OTHER}}, "Scan"), "AWS refuses Scan (Throttled)"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), "There is no answer (EndpointConnectionError)"),
    ],
)
def test_faults_are_sentences_that_quote_no_item(error: Any, said: str) -> None:  # noqa: ANN401 - either kind
    text = str(accounts.fault(error))
    assert said in text
    assert OTHER not in text


def test_removed_is_a_removal() -> None:
    """What these tests let the workflow write is what it does write."""
    assert REMOVED["Event"]["S"] == Change.REMOVED
