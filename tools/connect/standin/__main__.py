"""`python -m tools.connect.standin`: an example instance on loopback, to try `make connect` on; Ctrl-C ends it."""

import argparse
import signal

from tools.common.errors import exit_on_error
from tools.common.progress import say
from tools.connect.names import QUICK_CONNECT_NAME, title
from tools.connect.standin import INSTANCE_ARN, REGION, Instance, StandIn

THEIRS = {"Namespace": "their-app", "ApplicationPermissions": ["ACCESS"], "Type": "THIRD_PARTY_APPLICATION"}
"""An application that somebody else has given to the security profiles."""


def example() -> Instance:
    """Three queues, two numbers of which one has a flow, two security profiles, and what flows/connect.yaml makes."""
    return Instance(
        queues=["Sales", "Service", "Billing"],
        quick_connects=["Supervisor", QUICK_CONNECT_NAME],
        flows={"Main": "CONTACT_FLOW", title("inbound"): "CONTACT_FLOW", title("flag_number"): "QUEUE_TRANSFER"},
        numbers={"+12065550100": "Main", "+12065550101": None},
        profiles={"Agent": [THEIRS], "Admin": [THEIRS]},
    )


def main() -> None:
    """Answer until told to stop."""
    argparse.ArgumentParser(prog="python -m tools.connect.standin", description=__doc__).parse_args()
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # for its threads too
    given = f'INSTANCE={INSTANCE_ARN} QUEUES="Sales,Service" NUMBER=+12065550100 DRY_RUN=1'
    with StandIn(example()) as stand_in:
        say(f"An instance stands in at {stand_in.url}. Try:")
        print(f"AWS_DEFAULT_REGION={REGION} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test \\")
        print(f"  make connect ENDPOINT={stand_in.url} {given}", flush=True)
        signal.sigwait(ends)


if __name__ == "__main__":
    exit_on_error(main)
