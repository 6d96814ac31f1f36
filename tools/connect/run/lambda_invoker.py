"""Call deployed functions through a Lambda endpoint."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from tools.connect.errors import AnswerError, FunctionError, InvokeError, ThrottledError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import InvocationResponseTypeDef

    from tools.connect.run.invocation import Invoke

_THROTTLES = frozenset({"TooManyRequestsException", "ThrottlingException"})


def lambda_invoker(client: "LambdaClient") -> "Invoke":
    """Make an `invoke` that calls real functions.

    Give the client no retries of its own (`Config(retries={"max_attempts": 1, "mode": "standard"})`): the
    interpreter retries as Connect does, and two layers would multiply.
    """

    def invoke(arn: str, event: dict[str, Any]) -> object:
        try:
            reply = client.invoke(FunctionName=arn, Payload=json.dumps(event).encode())
        except ClientError as exc:
            code = exc.response.get("Error", {}).get("Code", "")
            raise (ThrottledError if code in _THROTTLES else InvokeError)(f"Lambda answered {code}") from exc
        except BotoCoreError as exc:
            raise InvokeError(f"Lambda could not be reached: {type(exc).__name__}") from exc
        return _decode(reply)

    return invoke


def _decode(reply: "InvocationResponseTypeDef") -> object:
    try:
        answer = json.loads(reply["Payload"].read() or b"null")
    except ValueError as exc:
        raise AnswerError("the answer is not JSON") from exc
    if reply.get("FunctionError"):
        kind = answer.get("errorType") if isinstance(answer, dict) else None
        raise FunctionError(f"the function raised {kind or 'an error'}")
    return answer
