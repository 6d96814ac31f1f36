"""`make deploy`: deploys what was built to the AWS account of the usual credentials.

It shows which parameters and which resources would change, and which would be replaced, and asks. SAM packages the code
and makes the change set; the stack does not change before the operator agrees.
"""

import argparse
import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from tools.common.errors import LocalError, exit_on_error
from tools.common.lock import locked
from tools.common.parameters import Wishes, deployed, differences, parse, settle
from tools.common.paths import BUILD_LOCK, BUILT_TEMPLATE, DEV_BIN, ROOT, SAM, TOOLS_BIN
from tools.common.progress import say, step
from tools.common.template import read_template
from tools.operate.attach.instance import refuse_another_instance, refuse_elsewhere
from tools.operate.change_set import Consent, carry_out
from tools.operate.cloudformation import CloudFormation
from tools.operate.target import add_consent

CHANGE_SET = re.compile(r"arn:[\w-]+:cloudformation:[^\s:]+:\d+:changeSet/[^\s\"]+")
LOG = ROOT / ".aws-sam" / "deploy.log"


def run(cloudformation: CloudFormation, wishes: Wishes, consent: Consent, *, past_alarms: bool = False) -> None:
    """Show what would change, ask, and deploy."""
    stack = cloudformation.stack()
    if stack:
        cloudformation.refuse_unready(stack)
    former = deployed(stack)
    given = settle(read_template(BUILT_TEMPLATE), wishes, former)
    refuse_another_instance(former, given)
    refuse_elsewhere(given)
    for line in differences(former, given) if stack else []:
        print(f"  {line}")
    template = without_shifting(BUILT_TEMPLATE) if past_alarms else BUILT_TEMPLATE
    with step(f"Sending the code, and asking what changes in {cloudformation.name} ({cloudformation.region})"):
        change_set = make_change_set(cloudformation, template, given)
    if not change_set:
        say("Nothing to change. Changes made outside the stack are not looked for here; make repair does that")
        return
    if carry_out(cloudformation, change_set, consent):
        for output in cloudformation.standing().get("Outputs", []):
            print(f"  {output['OutputKey']:<22}{output['OutputValue']}")


def without_shifting(built: Path) -> Path:
    """The built template without gradual deployments, because CodeDeploy refuses them while an alarm rings."""
    template = yaml.safe_load(built.read_text())
    for resource in template["Resources"].values():
        resource.get("Properties", {}).pop("DeploymentPreference", None)
    path = built.with_name("past_alarms.yaml")
    path.write_text(yaml.safe_dump(template, sort_keys=False))
    return path


def make_change_set(cloudformation: CloudFormation, template: Path, given: Mapping[str, str]) -> str:
    """Let SAM make a change set, and return its ARN; empty if nothing changes."""
    # A file, because on the command line SAM splits values at spaces and takes no empty ones. JSON is valid YAML.
    parameters = template.with_name("parameters.yaml")
    parameters.write_text(json.dumps(dict(given), indent=2))
    LOG.unlink(missing_ok=True)
    with LOG.open("w") as output:
        command = _command(cloudformation, template, parameters)
        ran = subprocess.run(
            command, cwd=ROOT, env=_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    said = LOG.read_text(errors="replace")
    if found := CHANGE_SET.findall(said):
        return str(found[-1])
    if ran.returncode == 0:
        return ""
    last = "\n".join(re.findall(r"^Error: .*", said, re.MULTILINE)[-1:] or said.splitlines()[-5:])
    raise LocalError(f"sam deploy failed; all of it is in {LOG}.\n{last}\nNothing was changed.")


def _command(cloudformation: CloudFormation, template: Path, parameters: Path) -> list[str]:
    options = {"--template-file": template, "--stack-name": cloudformation.name, "--region": cloudformation.region}
    flags = [
        "--resolve-s3",
        "--no-execute-changeset",
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        "--no-progressbar",
    ]
    named = [str(word) for pair in options.items() for word in pair]
    capabilities = ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    return [str(SAM), "deploy", *named, *flags, *capabilities, "--parameter-overrides", f"file://{parameters}"]


def _environment() -> dict[str, str]:
    """The user's environment, for credentials and proxies, without variables that change SAM's options."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "SAM_CLI_"))}
    return kept | {"PATH": f"{TOOLS_BIN}:{DEV_BIN}:{os.environ.get('PATH', os.defpath)}", "SAM_CLI_TELEMETRY": "0"}


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    parser = argparse.ArgumentParser(prog="python -m tools.operate.deploy_on_aws", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the stack, there or new")
    parser.add_argument("--params", default="", help='template parameters, "Name=Value Empty= -BackToItsDefault"')
    parser.add_argument(
        "--past-alarms", action="store_true", help="all calls to the new check_number at once, even if an alarm rings"
    )
    add_consent(parser)
    given = parser.parse_args(words)
    consent = Consent.given(given)
    cloudformation, wishes = CloudFormation(given.stack), parse(given.params)
    with locked(BUILD_LOCK):
        run(cloudformation, wishes, consent, past_alarms=given.past_alarms)


if __name__ == "__main__":
    exit_on_error(start)
