"""Call a function the way the InvokeLambdaFunction block does: limited, retried, its answer checked."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from threading import Thread
from time import monotonic
from typing import Any

from tools.connect.errors import AnswerError, InvokeError, TimeLimitError

type Invoke = Callable[[str, dict[str, Any]], Any]

RETRIES = 3  # "When a synchronous invocation returns an error, Amazon Connect retries up to three times"
LARGEST_ANSWER = 32 * 1024
SECOND = 1.0  # tests shorten it


def call_function(invoke: Invoke, arn: str, event: dict[str, Any], limit: int) -> dict[str, str]:
    """Call a function and return its flat answer. An InvokeError means that the flow takes its error branch.

    The limit covers all attempts together: AWS says "up to three times, for a maximum of 8 seconds". How long Connect
    waits between attempts is not documented, so here it does not wait. A wrong answer is not retried.
    """
    deadline = monotonic() + limit * SECOND
    for _ in range(RETRIES):
        try:
            return flat_answer(_answer_by(deadline, invoke, arn, event))
        except (AnswerError, TimeLimitError):
            raise
        except InvokeError:
            continue
    return flat_answer(_answer_by(deadline, invoke, arn, event))


def _answer_by(deadline: float, invoke: Invoke, arn: str, event: dict[str, Any]) -> object:
    """Wait for one answer no longer than the deadline.

    A late function runs on, as in AWS, and its answer is dropped; the thread is a daemon so that it never keeps the
    interpreter alive.
    """
    remaining = deadline - monotonic()
    if remaining <= 0:
        raise TimeLimitError("no time left for another attempt")
    answer: Future[object] = Future()
    Thread(target=_deliver, args=(answer, invoke, arn, event), daemon=True).start()
    wait([answer], timeout=remaining)
    if not answer.done():
        raise TimeLimitError("no answer within the time limit")
    return answer.result()


def _deliver(answer: Future[object], invoke: Invoke, arn: str, event: dict[str, Any]) -> None:
    try:
        answer.set_result(invoke(arn, json.loads(json.dumps(event))))
    except Exception as exc:  # noqa: BLE001 - handed to the waiting run, which raises it
        answer.set_exception(exc)


def flat_answer(answer: object) -> dict[str, str]:
    """Return the answer if STRING_MAP accepts it: a flat map of strings, at most 32 KB of UTF-8.

    Source: AWS "Invoke Lambda functions", verify the function response. Booleans and numbers are refused, so
    `{"Success": True}` takes the error branch rather than comparing as "True".
    """
    if not isinstance(answer, Mapping) or not all(isinstance(text, str) for pair in answer.items() for text in pair):
        raise AnswerError("the answer is not a flat map of strings")
    if len(json.dumps(dict(answer), ensure_ascii=False).encode("utf-8", "surrogatepass")) > LARGEST_ANSWER:
        raise AnswerError("the answer is larger than 32 KB")
    return dict(answer)
