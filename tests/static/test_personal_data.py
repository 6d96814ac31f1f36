"""No personal data can get into the log of requests, the workflow's log, or the browser's history."""

import ast
import json
import re
from pathlib import Path

import pytest

from tests.policies import CONTENT, resources
from tools.common.paths import ROOT

# API Gateway's variables that name no person: of the reviewer there is only an id, and the path is left out.
LOGGED = {
    "$context.requestId", "$context.requestTimeEpoch", "$context.identity.sourceIp", "$context.routeKey",
    "$context.status", "$context.responseLength", "$context.responseLatency", "$context.authorizer.claims.sub",
    "$context.authorizer.error", "$context.integrationErrorMessage",
}  # fmt: skip
APPS = sorted((ROOT / "functions").glob("*/app.py"))
CONSOLE = sorted((ROOT / "console" / "src").glob("*.js"))


def test_requests_are_logged_by_route_and_never_by_path_or_query() -> None:
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    text = stage["Properties"]["AccessLogSettings"]["Format"]
    assert set(re.findall(r"\$[\w.]+", text)) == LOGGED
    assert set(json.loads(text).values()) == LOGGED, "one variable each, and nothing beside them"


def test_a_route_holds_no_part_of_a_path() -> None:
    """The log has `$context.routeKey`, which is the route as it is written in the template."""
    routes = resources("AWS::ApiGatewayV2::Route").values()
    assert {route["Properties"]["RouteKey"] for route in routes} == {
        "ANY /api/{proxy+}",
        "ANY /api/agent/{proxy+}",
        "$default",
    }


def test_the_workflow_logs_no_data_of_its_executions() -> None:
    (machine,) = resources("AWS::StepFunctions::StateMachine").values()
    assert machine["Properties"]["LoggingConfiguration"]["IncludeExecutionData"] is False


@pytest.mark.parametrize("app", APPS, ids=lambda path: path.parent.name)
def test_a_trace_gets_no_answer_and_a_log_no_event(app: Path) -> None:
    """By default, Powertools puts a handler's whole answer into the trace, and can log the whole event."""
    tree = ast.parse(app.read_text("utf-8"))
    handler = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "lambda_handler")
    told = {ast.unparse(decorator) for decorator in handler.decorator_list}
    assert told <= {
        "logger.inject_lambda_context",
        "tracer.capture_lambda_handler(capture_response=False)",
        "metrics.log_metrics",
    }


@pytest.mark.parametrize("app", APPS, ids=lambda path: path.parent.name)
def test_no_function_makes_a_client_whose_errors_could_quote_somebody(app: Path) -> None:
    """X-Ray writes the message of a client's error into the trace. Errors of `denylist/clients.py` have no message."""
    assert "boto3" not in app.read_text("utf-8")


def test_no_function_is_told_to_say_more() -> None:
    """`POWERTOOLS_DEBUG` and `POWERTOOLS_LOGGER_LOG_EVENT` print whole events and exceptions."""
    everyone = CONTENT["Globals"]["Function"]["Environment"]["Variables"]
    own = (
        function["Properties"]["Environment"]["Variables"]
        for function in resources("AWS::Serverless::Function").values()
    )
    names = {name for variables in (everyone, *own) for name in variables}
    assert "POWERTOOLS_METRICS_NAMESPACE" in names
    assert not {name for name in names if "DEBUG" in name or "LOG_EVENT" in name or name.startswith("POWERTOOLS_DEV")}


def test_the_console_asks_nobody_but_its_own_api_and_puts_no_token_into_an_address() -> None:
    """The token is in a header. The page's requests have a number in the path, but history keeps no such request."""
    asked = [found for path in CONSOLE for found in re.findall(r"fetch\((.+?)[,)]", path.read_text("utf-8"))]
    assert {address for address in asked if address[0] in "\"'`"} == {"`api/${path}`", '"config.json"'}
    texts = "\n".join(path.read_text("utf-8") for path in CONSOLE)
    assert not re.findall(r"[?&](?:access_)?token=", texts)
    assert not re.findall(r"(?:location\.(?:hash|href)|replaceState).*token", texts, re.IGNORECASE)


def test_numbers_stand_behind_the_mark_that_no_browser_sends() -> None:
    """The page changes its own address only behind the `#`, so the browser's history holds no other form."""
    made = [
        found
        for path in CONSOLE
        for found in re.findall(
            r"location\.(?:hash|href)\s*=(?!=)\s*(.+);|location\.replace\((.+)\)", path.read_text("utf-8")
        )
    ]
    addresses = ["".join(pair) for pair in made]
    assert addresses, "there are some"
    known = r"[`\"']#/|address$|addressOf\(|this\.backTo\(\)$"
    assert all(re.match(known, address) for address in addresses), addresses
    numbers = (ROOT / "console" / "src" / "numbers.js").read_text("utf-8")
    assert re.search(r"function addressOf\(number\) \{\n  return `#/", numbers)
