"""`python -m local.flows`: the flows filled for an Amazon Connect instance, ready to import (build/flows/)."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from local.aws import read_outputs
from local.connect.errors import FlowError
from local.connect.load import read
from local.connect.project import FLOW_TYPES, FLOWS, languages, missing_views, open_flow, values
from local.connect.render import render
from local.errors import LocalError, exit_on_error
from local.paths import ROOT
from local.progress import say

FILLED = ROOT / "build" / "flows"


def fill(arns: Mapping[str, str], language: str, directory: Path) -> list[Path]:
    """Check and write every flow in a language, with the ARNs it refers to.

    A flow whose view is not deployed is left out, because Connect would refuse it.

    Raises:
        LocalError: a flow that Amazon Connect would refuse, or a value that cannot be filled in.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name in FLOW_TYPES:
        if missing := missing_views(name, arns):
            say(f"{name}.json is left out: it needs {', '.join(missing)}, which the Connect template makes")
            continue
        try:
            open_flow(name, arns, language)
            text = render(read(FLOWS / f"{name}.json"), values(arns, language), f"{name}.json")
        except FlowError as exc:
            raise LocalError(str(exc)) from exc
        written.append(directory / f"{name}.json")
        written[-1].write_text(text, encoding="utf-8")
    return written


def main() -> None:
    """Fill them, and say where they are."""
    parser = argparse.ArgumentParser(prog="python -m local.flows", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    parser.add_argument("--queue", required=True, help="ARN of the queue where ordinary contacts wait")
    parser.add_argument("--language", default="en", choices=languages(), help="of the prompts")
    arguments = parser.parse_args()
    arns = {**read_outputs(arguments.stack), "QueueArn": arguments.queue}
    for path in fill(arns, arguments.language, FILLED):
        say(f"{path.relative_to(ROOT)} is of type {FLOW_TYPES[path.stem]}")


if __name__ == "__main__":
    exit_on_error(main)
