"""What Lambda can answer, and the error each answer becomes."""

import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from tools.connect.run import AnswerError, FunctionError, InvokeError, ThrottledError, lambda_invoker

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

ARN = "arn:aws:lambda:us-east-1:123456789012:function:check:live"


@pytest.fixture
def client() -> "LambdaClient":
    return boto3.client("lambda", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def stub(client: "LambdaClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber


def _reply(stub: Stubber, payload: bytes, **more: str) -> None:
    body = StreamingBody(io.BytesIO(payload), len(payload))
    stub.add_response("invoke", {"StatusCode": 200, "Payload": body, **more}, {"FunctionName": ARN, "Payload": b"{}"})


@pytest.mark.parametrize(
    ("payload", "answer"), [(b'{"Success": "true"}', {"Success": "true"}), (b"null", None), (b"", None)]
)
def test_answer_is_decoded(client: "LambdaClient", stub: Stubber, payload: bytes, answer: object) -> None:
    _reply(stub, payload)
    assert lambda_invoker(client)(ARN, {}) == answer


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (
            json.dumps({"errorType": "KeyError", "errorMessage": "+12125550142"}).encode(),
            "the function raised KeyError",
        ),
        (b'"Task timed out"', "the function raised an error"),
        (b"{}", "the function raised an error"),
    ],
)
def test_function_error_is_named_without_its_message(
    client: "LambdaClient", stub: Stubber, payload: bytes, sentence: str
) -> None:
    _reply(stub, payload, FunctionError="Unhandled")
    with pytest.raises(FunctionError) as raised:
        lambda_invoker(client)(ARN, {})
    assert str(raised.value) == sentence


def test_answer_that_is_not_json_is_refused(client: "LambdaClient", stub: Stubber) -> None:
    _reply(stub, b"<html>")
    with pytest.raises(AnswerError, match="not JSON"):
        lambda_invoker(client)(ARN, {})


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("TooManyRequestsException", ThrottledError),
        ("ThrottlingException", ThrottledError),
        ("ServiceException", InvokeError),
        ("ResourceNotFoundException", InvokeError),
    ],
)
def test_lambda_refusing_the_call_is_named(
    client: "LambdaClient", stub: Stubber, code: str, error: type[InvokeError]
) -> None:
    stub.add_client_error("invoke", code)
    with pytest.raises(InvokeError, match=f"Lambda answered {code}") as raised:
        lambda_invoker(client)(ARN, {})
    assert type(raised.value) is error


def test_unreachable_endpoint_is_an_invoke_error(client: "LambdaClient", monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_: Any) -> None:  # noqa: ANN401 - boto3's own signature
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    monkeypatch.setattr(client, "invoke", unreachable)
    with pytest.raises(InvokeError, match="could not be reached: EndpointConnectionError"):
        lambda_invoker(client)(ARN, {})
