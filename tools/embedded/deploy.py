"""`sam deploy` of the built template to the emulator; `overlay` says what is changed in it, and why."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tools.common.errors import ChangeRefusedError, LocalError
from tools.common.parameters import deployed
from tools.common.paths import BUILT_TEMPLATE, EMULATOR_BIN, ROOT, SAM
from tools.embedded.emulator import LAYERS, Emulator
from tools.embedded.overlay import Beside, api_id, console_address, write_overlay
from tools.embedded.stack import REGION, STACK_NAME, client

BUCKET = "deny-list-artifacts"
ALERTS_QUEUE = "deny-list-alerts"


def deploy(directory: Path, emulator: Emulator, values: Mapping[str, str], beside: Beside | None = None) -> None:
    """Create or update the stack; a `LocalError` gives CloudFormation's own reasons."""
    client("s3", emulator.url).create_bucket(Bucket=BUCKET)
    identifier = api_id(emulator.token)
    template = write_overlay(BUILT_TEMPLATE, directory / LAYERS, emulator.port, identifier, beside)
    parameters = {
        **values,
        "ConsoleAddress": values.get("ConsoleAddress") or console_address(emulator.port, identifier),
    }
    log = directory / "deploy.log"
    with log.open("w") as output:
        result = subprocess.run(
            _command(directory, template, parameters),
            cwd=ROOT,
            env=_environment(directory, emulator.url),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        raise _error(log, _reasons(emulator.url, log))


def read_parameters(emulator: Emulator) -> dict[str, str]:
    """The values that the running stack was deployed with, without the address that only this emulator has."""
    cloudformation = client("cloudformation", emulator.url)
    try:
        stack = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    except cloudformation.exceptions.ClientError:
        return {}
    own = ("ConsoleAddress", console_address(emulator.port, api_id(emulator.token)))
    return {name: value for name, value in deployed(stack).items() if (name, value) != own}


def read_outputs(endpoint_url: str) -> dict[str, str]:
    """The outputs of the deployed stack by name."""
    stack = client("cloudformation", endpoint_url).describe_stacks(StackName=STACK_NAME)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def subscribe_queue(endpoint_url: str, topic: str, queue: str = ALERTS_QUEUE) -> str:
    """The URL of the queue that receives a copy of each alert. It is made and subscribed if it is not there yet."""
    sqs = client("sqs", endpoint_url)
    url: str = sqs.create_queue(QueueName=queue)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = {"Version": "2012-10-17", "Statement": [_may_send(topic, arn)]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    client("sns", endpoint_url).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


def _may_send(topic: str, queue: str) -> dict[str, object]:
    """A policy that lets the topic send to the queue, which AWS and an emulator that enforces policies demand."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }


def _command(directory: Path, template: Path, values: Mapping[str, str]) -> list[str]:
    # A file, because values on the command line cannot be empty and are split at blanks; JSON is valid YAML.
    parameters = directory / "parameters.yaml"
    parameters.write_text(json.dumps(dict(values), indent=2))
    options = {"--template-file": template, "--stack-name": STACK_NAME, "--s3-bucket": BUCKET, "--region": REGION}
    flags = ["--no-confirm-changeset", "--no-fail-on-empty-changeset", "--no-progressbar"]
    named = [str(word) for pair in options.items() for word in pair]
    return [
        str(SAM),
        "deploy",
        *named,
        *flags,
        "--capabilities",
        "CAPABILITY_IAM",
        "--parameter-overrides",
        f"file://{parameters}",
    ]


def _environment(directory: Path, endpoint_url: str) -> dict[str, str]:
    """None of the user's variables, so that no profile or proxy leads this deployment to an AWS account."""
    return {
        "PATH": f"{SAM.parent}:{EMULATOR_BIN}:/usr/bin:/bin",
        "HOME": str(directory / "home"),
        "TMPDIR": str(directory / "tmp"),
        "LANG": "C.UTF-8",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_ENDPOINT_URL": endpoint_url,
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.3",
    }


def _error(log: Path, reasons: str) -> LocalError:
    refused = "Failed to create changeset" in reasons
    return (ChangeRefusedError if refused else LocalError)(f"sam deploy failed; all of it is in {log}.\n{reasons}")


def _reasons(endpoint_url: str, log: Path) -> str:
    """Why it failed: the events of the failed resources, or else the last lines of sam."""
    cloudformation = client("cloudformation", endpoint_url)
    try:
        events = cloudformation.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
    except cloudformation.exceptions.ClientError:
        events = []
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
    reasons = [
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}" for event in failed
    ]
    said = re.findall(r"^Error: .*", log.read_text(errors="replace"), re.MULTILINE)
    return "\n".join([*said[-1:], *reasons[:5]])
