"""The embedded stack's template is the built one, except in the places that these tests name."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.differences import differences
from tools.common.errors import LocalError
from tools.embedded.overlay import API_ID_TAG, api_id, console_address, overlay, write_overlay

POOL = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}/.well-known/openid-configuration"
OTHER = "${OidcIssuer}/.well-known/openid-configuration"
BUILT: dict[str, Any] = {
    "Globals": {"Function": {"Runtime": "python3.13"}},
    "Resources": {
        "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "deny-list"}},
        "ReviewEntriesFunction": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "CodeUri": "ReviewEntriesFunction",
                "Environment": {
                    "Variables": {
                        "OIDC_DISCOVERY": {"Fn::If": ["HasIssuer", {"Fn::Sub": OTHER}, {"Fn::Sub": POOL}]},
                        "OIDC_ISSUER": {"Fn::Sub": "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}"},
                    }
                },
            },
        },
        "CheckNumberFunction": {"Type": "AWS::Serverless::Function", "Properties": {"Timeout": 3}},
    },
}
DISCOVERY = "Resources.ReviewEntriesFunction.Properties.Environment.Variables.OIDC_DISCOVERY"


def test_overlay_changes_the_apis_id_and_where_the_pool_is_discovered() -> None:
    here = POOL.replace("https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}", "http://127.0.0.1:4567")
    assert differences(BUILT, overlay(BUILT, 4567, "0a1b2c3d", {})) == {
        "Resources.Api.Properties.Tags": (None, {API_ID_TAG: "0a1b2c3d"}),
        f"{DISCOVERY}.Fn::If.2.Fn::Sub": (POOL, here),
    }


def test_overlay_leaves_the_built_template_as_it_is() -> None:
    before = copy.deepcopy(BUILT)
    overlay(BUILT, 4567, "0a1b2c3d", {})
    assert before == BUILT


def test_overlay_keeps_the_tags_that_the_api_has() -> None:
    built = copy.deepcopy(BUILT)
    built["Resources"]["Api"]["Properties"]["Tags"] = {"team": "voice"}
    tags = overlay(built, 1, "0a1b2c3d", {})["Resources"]["Api"]["Properties"]["Tags"]
    assert tags == {"team": "voice", API_ID_TAG: "0a1b2c3d"}


def test_gradual_deployments_are_left_out() -> None:
    built, preference = copy.deepcopy(BUILT), {"Type": "Canary10Percent30Minutes"}
    built["Globals"]["Function"]["DeploymentPreference"] = preference
    built["Resources"]["CheckNumberFunction"]["Properties"]["DeploymentPreference"] = preference
    assert overlay(built, 4567, "0a1b2c3d", {}) == overlay(BUILT, 4567, "0a1b2c3d", {})


def test_api_has_one_id_for_each_emulator() -> None:
    assert api_id("token") == api_id("token") != api_id("another")
    assert console_address(4567, "0a1b2c3d") == "http://127.0.0.1:4567/_aws/execute-api/0a1b2c3d/"


def test_changed_template_is_written_beside_the_built_one(tmp_path: Path) -> None:
    built = tmp_path / "template.yaml"
    built.write_text(yaml.safe_dump(BUILT, sort_keys=False))
    written = write_overlay(built, tmp_path / "layers", 4567, "0a1b2c3d")
    assert written.parent == built.parent
    assert yaml.safe_load(written.read_text()) == overlay(BUILT, 4567, "0a1b2c3d", {})
    assert yaml.safe_load(built.read_text()) == BUILT


def test_layers_are_deployed_as_pointers(tmp_path: Path) -> None:
    properties = {"ContentUri": "Numbers", "CompatibleRuntimes": ["python3.13"]}
    built = {"Resources": {"NumbersLayer": {"Type": "AWS::Serverless::LayerVersion", "Properties": properties}}}
    (tmp_path / "Numbers" / "python").mkdir(parents=True)
    (tmp_path / "template.yaml").write_text(yaml.safe_dump(built))
    deployed = yaml.safe_load(write_overlay(tmp_path / "template.yaml", tmp_path / "layers", 4567, "0").read_text())
    (uri,) = differences(built, deployed).values()
    (pointer,) = (path for path in Path(str(uri[1])).rglob("*") if path.is_file())
    assert str(tmp_path / "layers") in pointer.read_text()


def test_template_with_short_forms_is_refused(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("Value: !Ref Name")
    with pytest.raises(LocalError, match="not plain YAML"):
        write_overlay(tmp_path / "template.yaml", tmp_path, 1, "0a1b2c3d")
