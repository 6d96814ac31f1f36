"""The deployed API does what its description says: schemathesis asks all of it, with all rights."""

from collections.abc import Iterator
from http.client import UNAUTHORIZED
from urllib.parse import urlsplit

import pytest
import schemathesis
from schemathesis.engine import events, from_schema

from tools.embedded.sign_in import sign_in
from tools.embedded.stack import Stack

# Each operation gets its boundary cases, valid and invalid, and so many random ones besides: some 30 seconds in all.
EXAMPLES = 8
CHECKS = {
    # A schema cannot say which texts are numbers, or which cursors a list has given, so a 422 may be the answer.
    "positive_data_acceptance": {"expected-statuses": [200, 201, 404, 409, 422]},
    # The API checks the person's rights (403) and the body's type (415) before it looks for the address (405).
    # Which methods an address takes is tested in tests/unit/review_entries/test_requests.py.
    "unsupported_method": {"enabled": False},
}


@pytest.fixture(scope="module")
def schema(stack: Stack) -> schemathesis.BaseSchema:
    """The description as the API serves it. Requests are sent as the console's page sends adam's."""
    console, page = stack.outputs["ConsoleUrl"], urlsplit(stack.outputs["ConsoleUrl"])
    token = sign_in(stack, "adam", stack.user("adam")["password"]).access
    settings = {
        "base-url": console.rstrip("/"),
        "seed": 1,
        "continue-on-failure": True,
        "headers": {
            "Authorization": f"Bearer {token}",
            "Origin": f"{page.scheme}://{page.netloc}",
            "X-Requested-With": "deny-list",
        },
        "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none", "no-shrink": True},
        # Of a decision's answer, another request could only use the version.
        "phases": {"stateful": {"enabled": False}},
        "checks": CHECKS,
    }
    return schemathesis.openapi.from_url(f"{console}openapi.json", config=schemathesis.Config.from_dict(settings))


def test_served_description_is_valid(schema: schemathesis.BaseSchema) -> None:
    schema.validate()


def test_api_is_as_described(schema: schemathesis.BaseSchema) -> None:
    happened = list(from_schema(schema).execute())
    scenarios = [event for event in happened if isinstance(event, events.ScenarioFinished)]
    broken = [event for event in happened if isinstance(event, events.NonFatalError | events.FatalError)]
    assert not broken
    operations = [operation for path in schema.raw_schema["paths"].values() for operation in path]
    assert len({scenario.recorder.label for scenario in scenarios}) == len(operations)
    assert "\n\n".join(failure for scenario in scenarios for failure in _failures(scenario)) == ""


def _failures(scenario: events.ScenarioFinished) -> Iterator[str]:
    """Where the API departed from its description, each with the request that shows it, and its answer.

    The emulator's `{proxy+}` matches no line break. A path with one gets to the route that asks for no token.
    """
    for case, checked in scenario.recorder.checks.items():
        interaction = scenario.recorder.interactions.get(case)
        answered = interaction.response if interaction else None
        if interaction and answered and "%0A" in interaction.request.uri and answered.status_code == UNAUTHORIZED:
            continue
        for check in checked:
            if check.failure_info:
                found = check.failure_info
                said = f"{answered.status_code} {answered.content!r}" if answered else "no answer"
                yield f"{scenario.recorder.label}: {check.name}\n{found.failure}\n{found.code_sample}\n{said}"
