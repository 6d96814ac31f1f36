"""The programs that are measured: where each finds its modules, and what surrounds it."""

import os
from pathlib import Path
from typing import Any

from tools.connect.run import Contact
from tools.embedded.stack import REGION
from tools.measure.bench.article import MEASURED, Article
from tools.measure.bench.dynamodb import DENIED
from tools.measure.bench.signing import write_request
from tools.measure.bench.standin import StandIn
from tools.measure.faults.artefacts import Artefacts
from tools.measure.process import Program

ALLOWED = "+12065550142"
# They look like temporary credentials, whose token every request carries.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLE" * 30,
}
VARIABLES = {
    "DENYLIST_TABLE": "connect-deny-list-DenylistTable-1A2B3C4D5E6F",
    "HISTORY_TABLE": "connect-deny-list-HistoryTable-1A2B3C4D5E6F",
    "HISTORY_RETENTION_DAYS": "400",
    "DEFAULT_REGION": "US",
    "REVIEW_POLICY": "provisional",
    "REVIEW_WINDOW_HOURS": "72",
    "DEFAULT_TERM": "30d",
    "FLAG_MENU": "category",
    "FLAGS_PER_AGENT_PER_HOUR": "20",
    "CONNECT_INSTANCE_ARN": "",
    "LANGUAGE": "en",
    "POWERTOOLS_METRICS_NAMESPACE": "DenyList",
    "STACK_NAME": "connect-deny-list",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "POWERTOOLS_TRACE_DISABLED": "true",  # traces go to a daemon that does not run here
}


class Programs:
    """Our built functions, and the programs that they are compared with, all with the same table."""

    def __init__(self, directory: Path, stand_in: StandIn, artefacts: Artefacts, article: Article) -> None:
        self._artefacts, self.article = artefacts, article
        self._environment = _environment(stand_in, directory)
        write_request(Path(self._environment["BENCH_REQUEST"]), self._environment, ALLOWED)

    def ours(self, function: str) -> Program:
        """Our function, from the built artefact and the layers that its template gives it."""
        return self._program(f"{function}.app", *self._artefacts.folders(function))

    def articles(self, function: str) -> Program:
        """The article's, with boto3 from Lambda's runtime, compiled."""
        return self._program(f"{function}.app", self.article.code, self.article.runtime)

    def articles_bundled(self, function: str) -> Program:
        """The article's, with boto3 in its package, not compiled."""
        return self._program(f"{function}.app", self.article.bundled)

    def floor(self) -> Program:
        """The least possible program."""
        return self._program("check_number.app", MEASURED / "floor")

    def rules(self, name: str) -> Program:
        """A way to normalise numbers, with the modules that the check has."""
        return self._program(f"{name}.app", MEASURED / "rules", *self._artefacts.folders("check_number"))

    def _program(self, module: str, *folders: Path) -> Program:
        return Program(module, folders, self._environment)


def event(number: str) -> dict[str, Any]:
    """The event that an inbound flow sends about a caller."""
    return Contact(customer_address=number).event({})


def denied_event() -> dict[str, Any]:
    """The same about the denied caller."""
    return event(DENIED)


def _environment(stand_in: StandIn, directory: Path) -> dict[str, str]:
    """The variables that Lambda and the template set, and an endpoint, but none of the user's."""
    home = directory / "home"
    home.mkdir(exist_ok=True)
    return {
        **VARIABLES,
        **CREDENTIALS,
        "PATH": os.defpath,
        "HOME": str(home),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": stand_in.url,
        "AWS_ENDPOINT_URL_DYNAMODB": stand_in.url,
        "AWS_CA_BUNDLE": str(stand_in.bundle),
        "BENCH_REQUEST": str(directory / "request"),
    }
