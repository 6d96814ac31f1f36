"""Changes the built template for the embedded stack. A test makes sure that it changes nothing else.

The console's address is a callback of the user pool's client, so it must be known before the deployment. Therefore we
choose the API's id, by a tag that the emulator understands. The discovery document's address is the emulator's. Gradual
deployments and policies that demand TLS are left out, because the emulator supports neither.
Layers are deployed as pointers to unpacked ones (`tools.embedded.layers` says why).
Tokens last as long as a person may stay signed in, because the emulator's renewed ones name no groups. `make lab` adds
what runs beside the emulator.
"""

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.common.errors import LocalError
from tools.connect.standin import INSTANCE_ARN
from tools.embedded.layers import point_to

API = "AWS::ApiGatewayV2::Api"
API_ID_TAG = "ms-custom-id"
LAYER = "AWS::Serverless::LayerVersion"
POOL_CLIENT = "AWS::Cognito::UserPoolClient"
CONSOLE_FUNCTION = "ReviewEntriesFunction"
DISCOVERY = "OIDC_DISCOVERY"
ISSUER = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/"
POLICIES = ("AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy")
ONLY_PLAIN_TEXT = {"Bool": {"aws:SecureTransport": "false"}}
HOST = "127.0.0.1"

TOKENS = ("AccessToken", "IdToken")

type Template = dict[str, Any]


@dataclass(frozen=True)
class Beside:
    """A stand-in for Amazon Connect and a page that frames ours: the address of the one, the origin of the other.

    Without a page, the template's parameters say which pages may.
    """

    connect: str
    page: str = ""


def api_id(token: str) -> str:
    """The id of the API: the same in every deployment to the emulator with this token.

    >>> api_id("a") == api_id("a"), api_id("a") == api_id("b"), len(api_id("a"))
    (True, False, 8)
    """
    return hashlib.sha256(token.encode()).hexdigest()[:8]


def console_address(port: int, identifier: str) -> str:
    """The console's address. The emulator serves an API below a path."""
    return f"http://{HOST}:{port}/_aws/execute-api/{identifier}/"


def overlay(
    template: Template, port: int, identifier: str, layers: Mapping[str, Path], beside: Beside | None = None
) -> Template:
    """A copy of the template as it is deployed to the emulator on that port.

    `layers` are the folders of the layers, by resource, that are not deployed as they are.
    """
    changed = copy.deepcopy(template)
    resources: dict[str, Template] = changed.get("Resources", {})
    for resource in resources.values():
        if resource.get("Type") == API:
            resource.setdefault("Properties", {}).setdefault("Tags", {})[API_ID_TAG] = identifier
        resource.get("Properties", {}).pop("DeploymentPreference", None)
    for name, folder in layers.items():
        resources[name]["Properties"]["ContentUri"] = str(folder)
    changed.get("Globals", {}).get("Function", {}).pop("DeploymentPreference", None)
    _allow_plain_text(resources)
    _discover_here(resources.get(CONSOLE_FUNCTION, {}), port)
    for resource in resources.values():
        if resource.get("Type") == POOL_CLIENT:
            _keep_signed_in(resource["Properties"])
        if beside:
            _introduce(_variables(resource), beside)
    return changed


def _variables(function: Template) -> Template:
    variables: Template = function.get("Properties", {}).get("Environment", {}).get("Variables", {})
    return variables


def _discover_here(function: Template, port: int) -> None:
    """Let the page find the stack's own pool at the emulator. The address of another provider stays."""
    variables = _variables(function)
    if DISCOVERY in variables:
        variables[DISCOVERY] = _replaced(variables[DISCOVERY], ISSUER, f"http://{HOST}:{port}/")


def _keep_signed_in(client: Template) -> None:
    """Let every token last as long as the refresh token, which gives only tokens without groups here."""
    for token in TOKENS:
        client[f"{token}Validity"] = client["RefreshTokenValidity"]
        client["TokenValidityUnits"][token] = client["TokenValidityUnits"]["RefreshToken"]


def _introduce(variables: Template, beside: Beside) -> None:
    """Tell a function of what runs beside the emulator, as far as it has to do with it."""
    if "CONNECT_INSTANCE_ARN" in variables:
        variables |= {"CONNECT_INSTANCE_ARN": INSTANCE_ARN, "AWS_ENDPOINT_URL_CONNECT": beside.connect}
    if beside.page and "FRAME_ORIGIN" in variables:
        variables |= {"FRAME_ORIGIN": beside.page, "PANEL_ORIGINS": beside.page}


def _allow_plain_text(resources: dict[str, Template]) -> None:
    """Leave out statements that demand TLS, which the emulator lacks, and policies that hold no others."""
    for name, resource in list(resources.items()):
        if resource.get("Type") not in POLICIES:
            continue
        document = resource["Properties"]["PolicyDocument"]
        document["Statement"] = [s for s in document["Statement"] if s.get("Condition") != ONLY_PLAIN_TEXT]
        if not document["Statement"]:
            del resources[name]


def _replaced(value: object, old: str, new: str) -> object:
    """Replace one text by another everywhere inside intrinsic functions."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [_replaced(part, old, new) for part in value]
    if isinstance(value, dict):
        return {name: _replaced(part, old, new) for name, part in value.items()}
    return value


def write_overlay(built: Path, directory: Path, port: int, identifier: str, beside: Beside | None = None) -> Path:
    """Write the changed template beside the built one, where the relative paths in it lead to the same files.

    Layers are unpacked below `directory`.

    Raises:
        LocalError: the built template is not plain YAML.
    """
    try:
        template: Template = yaml.safe_load(built.read_text())
    except yaml.YAMLError as exc:
        raise LocalError(f"{built} is not plain YAML ({exc}); build it again with: make build") from exc
    path, layers = built.with_name("embedded.yaml"), pointing_layers(template, built.parent, directory)
    path.write_text(yaml.safe_dump(overlay(template, port, identifier, layers, beside), sort_keys=False))
    return path


def pointing_layers(template: Template, build: Path, directory: Path) -> dict[str, Path]:
    """The folder that takes the place of each layer's. All our layers hold Python packages."""
    layers = {name: one["Properties"] for name, one in template.get("Resources", {}).items() if one["Type"] == LAYER}
    return {
        name: point_to(build / layer["ContentUri"], directory, layer["CompatibleRuntimes"][0])
        for name, layer in layers.items()
    }
