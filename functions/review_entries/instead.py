"""The API's answers to errors: problems, a table or Amazon Connect that does not answer, fields that are not valid."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.metrics import MetricUnit

from denylist.errors import ConnectError, StoreError
from denylist.text import clean
from review_entries.problems import Answer, ProblemError, problem

RETRY_SECONDS = "2"
LONGEST_NAME = 100


def answer_instead(api: APIGatewayHttpResolver, logger: Logger, metrics: Metrics) -> None:
    """Turn every exception that a route raises on purpose into a problem."""

    @api.exception_handler(ProblemError)  # type: ignore[untyped-decorator]
    def answer_problem(error: ProblemError) -> Response[str]:
        return _as_response(problem(error.code, error.members))

    @api.exception_handler(StoreError)  # type: ignore[untyped-decorator]
    def answer_silence(error: StoreError) -> Response[str]:
        """Answer 503. Whether a decision was made is unknown, and it is safe to ask again."""
        logger.error("no answer from the table", error=str(error))
        metrics.add_metric(name="TableUnavailable", unit=MetricUnit.Count, value=1)
        return _as_response(problem("unavailable", headers={"Retry-After": RETRY_SECONDS}))

    @api.exception_handler(ConnectError)  # type: ignore[untyped-decorator]
    def answer_silent_connect(error: ConnectError) -> Response[str]:
        """Nothing was written, because whose call it is was not known yet."""
        logger.error("no answer from Amazon Connect", error=str(error))
        metrics.add_metric(name="ConnectUnavailable", unit=MetricUnit.Count, value=1)
        return _as_response(problem("connect_silent", headers={"Retry-After": RETRY_SECONDS}))

    @api.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]
    def answer_invalid(error: RequestValidationError) -> Response[str]:
        """Answer which fields are not valid, and why, without repeating what was sent."""
        errors = [{"field": _field(found["loc"]), "detail": found["msg"]} for found in error.errors()]
        return _as_response(problem("invalid", {"errors": errors}))


def _field(location: tuple[object, ...]) -> str:
    """`("body", "term")` as `term`. The name of an unknown field was sent by the client, so it is shortened."""
    named = [str(part) for part in location if part not in ("body", "query", "path", "header")]
    return clean(".".join(named), LONGEST_NAME) or str(location[0])


def _as_response(answer: Answer) -> Response[str]:
    headers = dict(answer["headers"])
    return Response(answer["statusCode"], headers.pop("Content-Type"), answer["body"], headers=headers)
