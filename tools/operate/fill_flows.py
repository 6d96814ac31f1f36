"""`make flows`: fills the flows for an Amazon Connect instance, ready to import (build/flows/)."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import ROOT
from tools.common.progress import say
from tools.connect.errors import FlowError
from tools.connect.project import (
    FLOW_LOGS,
    FLOW_TYPES,
    NO_LINK,
    SETTINGS,
    languages,
    missing_views,
    open_flow,
    text_of,
    values,
)
from tools.connect.render import render
from tools.operate.target import on_aws

FILLED = ROOT / "build" / "flows"


def fill(given: Mapping[str, str], language: str, directory: Path) -> list[Path]:
    """Check and write every flow in a language, with these ARNs and, if given, settings.

    A flow whose view is not deployed is left out, because Connect would refuse it.

    Raises:
        LocalError: a flow that Amazon Connect would refuse, or a value that cannot be filled in.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name in FLOW_TYPES:
        if missing := missing_views(name, given):
            say(f"{name}.json is left out: it needs {', '.join(missing)}, which the Connect template makes")
            continue
        try:
            open_flow(name, given, language)
            filled = values(given, language)
            text = render(text_of(name, filled[FLOW_LOGS]), filled, f"{name}.json")
        except FlowError as exc:
            raise LocalError(str(exc)) from exc
        written.append(directory / f"{name}.json")
        written[-1].write_text(text, encoding="utf-8")
    return written


def main() -> None:
    """Fill them, and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m tools.operate.fill_flows", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    parser.add_argument("--queue", required=True, help="ARN of the queue where ordinary contacts wait")
    parser.add_argument("--language", default="en", choices=languages(), help="of the prompts")
    parser.add_argument(
        "--flow-logs",
        default=SETTINGS[FLOW_LOGS][0],
        choices=SETTINGS[FLOW_LOGS],
        help="what the flows do to the flow log; as_is leaves it alone",
    )
    parser.add_argument(
        "--whisper", default=NO_LINK, help="ARN of agent_whisper.json, once it is imported; the inbound flow sets it"
    )
    arguments = parser.parse_args()
    given = {
        **on_aws(arguments.stack).outputs,
        "QueueArn": arguments.queue,
        "AgentWhisperFlowArn": arguments.whisper,
        FLOW_LOGS: arguments.flow_logs,
    }
    for path in fill(given, arguments.language, FILLED):
        say(f"{path.relative_to(ROOT)} is of type {FLOW_TYPES[path.stem]}")


if __name__ == "__main__":
    exit_on_error(main)
