"""`make connect`: gives queues the quick connect, a number the inbound flow, and security profiles the agents' panel.

Without any of them it lists which ones have theirs. It says what it would change, and asks. A second run changes
nothing.
"""

import argparse
from collections.abc import Iterable, Sequence

import boto3

from tools.common.errors import LocalError, exit_on_error
from tools.common.progress import say
from tools.connect.names import QUICK_CONNECT_NAME, title
from tools.operate.attach.client import INTERVAL, Client
from tools.operate.attach.directory import Directory
from tools.operate.attach.instance import InstanceArn, of_stack
from tools.operate.attach.plan import Wish, attached, plan
from tools.operate.changes import carry_out
from tools.operate.target import add_consent, on_aws


def run(directory: Directory, wish: Wish, *, yes: bool = False, dry_run: bool = False) -> None:
    """List, or plan, ask and change."""
    say(f"Instance {directory.client.instance.id}, {directory.url or 'no address'}")
    if not wish.queues and not wish.number and not wish.profiles:
        _print(attached(directory, wish))
        return
    changes = carry_out(plan(directory, wish), directory.client.ask, yes=yes, dry_run=dry_run)
    if changes:
        say(f"{len(changes)} change(s) made")
    _print(_links(directory, wish))


def _links(directory: Directory, wish: Wish) -> list[str]:
    if not directory.url:
        return []
    flow = [f"{directory.url}/contact-flows/edit?id={directory.flow(wish.flow).arn}"] if wish.number else []
    return [f"See {link}" for link in [directory.url, *flow]]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"  {line}")


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.operate.attach", description=__doc__)
    parser.add_argument("--instance", default="", help="ARN of the instance")
    parser.add_argument("--stack", default="", help="name of the deployed stack, whose ConnectInstanceArn is taken")
    parser.add_argument("--queues", default="", help="names of the queues that agents work in, with commas between")
    parser.add_argument("--number", default="", help="a claimed number in E.164")
    parser.add_argument("--profiles", default="", help="names of agents' security profiles, with commas between")
    parser.add_argument("--application", default="", help="namespace of the panel (default: that of --stack)")
    parser.add_argument("--quick-connect", default=QUICK_CONNECT_NAME, help="its name (default: %(default)s)")
    parser.add_argument("--flow", default=title("inbound"), help="name of the number's flow (default: %(default)s)")
    parser.add_argument("--undo", action="store_true", help="take it back from those queues, profiles and that number")
    add_consent(parser)
    parser.add_argument("--endpoint-url", help="a stand-in instead of AWS")
    given = parser.parse_args(words)
    if not given.instance and not given.stack:
        parser.error("one of the arguments --instance --stack is required")
    return given


def _instance(given: argparse.Namespace) -> InstanceArn:
    """The instance that is meant. If both arguments are given, the instance must be the stack's."""
    of = of_stack(given.stack) if given.stack else given.instance
    if given.instance not in ("", of):
        raise LocalError(
            f"{given.stack} was deployed for the instance {of}, not for {given.instance}; nothing was changed; "
            "leave one of STACK and INSTANCE out, or deploy another stack for that instance"
        )
    return InstanceArn.parse(of)


def _application(given: argparse.Namespace) -> str:
    """The panel's namespace: the one that is given, else the stack's, where it is needed."""
    is_needed = given.profiles or not (given.queues or given.number)
    if given.application or not given.stack or not is_needed:
        return str(given.application)
    return on_aws(given.stack).outputs.get("PanelApplication", "")


def _names(given: str) -> list[str]:
    return [name.strip() for name in given.split(",") if name.strip()]


def start(words: Sequence[str] | None = None, interval: float = INTERVAL) -> None:
    """Do what a command line says."""
    given = _arguments(words)
    instance = _instance(given)
    # The account is compared with the instance's own answer, before anything else is asked.
    instance.refuse_region(boto3.Session().region_name)
    profiles, application = _names(given.profiles), _application(given)
    if profiles and not application:
        raise LocalError(
            "There is no panel to give to security profiles; nothing was changed; deploy the stack with PanelOrigins, "
            "and name it (STACK), or name the panel's namespace (APPLICATION)"
        )
    queues = _names(given.queues)
    wish = Wish(given.quick_connect, given.flow, queues, given.number, profiles, application, undo=given.undo)
    directory = Directory(Client(instance, given.endpoint_url, interval))
    run(directory, wish, yes=given.yes, dry_run=given.dry_run)


if __name__ == "__main__":
    exit_on_error(start)
