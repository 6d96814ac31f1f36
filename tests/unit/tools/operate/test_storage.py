"""Which stack a command works on, and how AWS's refusals are told."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from denylist.events import Change
from tests.unit.records import OTHER
from tests.unit.tools.operate.forget.world import REMOVED
from tools.common.errors import LocalError
from tools.operate.forget.known import Wanted
from tools.operate.storage import SENTENCES, Storage
from tools.operate.target import Target

HERE = {"HistoryTable": "History"}


class Described:
    """CloudFormation, with the one operation that is called."""

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        assert StackName == "acme"
        return {"Stacks": [{"Parameters": [{"ParameterKey": "DefaultRegion", "ParameterValue": "KR"}]}]}


def client(service: str) -> Any:  # noqa: ANN401 - whatever stands for the client
    return Described() if service == "cloudformation" else service


def test_country_is_the_stacks_own() -> None:
    found = Storage.of(Target("acme", HERE, client))
    assert (found.region, found.history, found.place) == ("KR", "History", "acme")
    assert (found.dynamodb, found.sqs, found.states) == ("dynamodb", "sqs", "stepfunctions")
    assert Wanted.of("010-2345-6789", found.region).number == "+821023456789"


def test_stack_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(LocalError, match="acme is no deny list"):
        Storage.of(Target("acme", {}, client))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ClientError({"Error": {"Code": "AccessDeniedException", "Message": "x"}}, "Scan"), "may not do Scan"),
        (ClientError({"Error": {"Code": "Throttled", "Message": OTHER}}, "Scan"), "AWS refuses Scan (Throttled)"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9"), "There is no answer (EndpointConnectionError)"),
    ],
)
def test_faults_are_sentences_that_quote_no_item(error: Any, said: str) -> None:  # noqa: ANN401 - either kind
    text = str(SENTENCES.error(error, {}))
    assert said in text
    assert OTHER not in text


def test_removed_is_a_removal() -> None:
    """The removal that these tests let the workflow write has the event that it really writes."""
    assert REMOVED["Event"]["S"] == Change.REMOVED
