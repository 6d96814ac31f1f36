"""The embedded stack's template differs from the one for AWS in a handful of places only."""

from pathlib import Path

import yaml

from tests.differences import differences
from tools.common.paths import BUILD, BUILT_TEMPLATE
from tools.connect.standin import INSTANCE_ARN
from tools.embedded.overlay import API_ID_TAG, Beside, overlay, pointing_layers

DISCOVERY = "Resources.ReviewEntriesFunction.Properties.Environment.Variables.OIDC_DISCOVERY"
CLIENT = "Resources.UserPoolClient.Properties"
OF_THE_POOL = "/${UserPool}/.well-known/openid-configuration"
LAYERS = ("NumbersLayer", "DependenciesLayer", "ConsoleLayer")


def test_embedded_template_differs_from_the_built_one_where_it_must_and_nowhere_else(tmp_path: Path) -> None:
    built = yaml.safe_load(BUILT_TEMPLATE.read_text())
    resources = built["Resources"]
    on_aws, here = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}", "http://127.0.0.1:4567"
    alarms = resources["AlarmsTopicPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert [statement["Sid"] for statement in alarms] == ["AlarmsOfThisAccount", "OnlyOverTls"]
    canary = resources["CheckNumberFunction"]["Properties"]["DeploymentPreference"]
    assert canary["Type"].startswith("Canary")
    layers = pointing_layers(built, BUILD, tmp_path)
    assert differences(built, overlay(built, 4567, "0a1b2c3d", layers)) == {
        "Resources.CheckNumberFunction.Properties.DeploymentPreference": (canary, None),
        "Resources.SupervisorsTopicPolicy": (resources["SupervisorsTopicPolicy"], None),
        "Resources.DeadLetterQueuePolicy": (resources["DeadLetterQueuePolicy"], None),
        "Resources.AlarmsTopicPolicy.Properties.PolicyDocument.Statement": (alarms, alarms[:1]),
        "Resources.Api.Properties.Tags": (None, {API_ID_TAG: "0a1b2c3d"}),
        **{f"Resources.{name}.Properties.ContentUri": (name, str(layers[name])) for name in LAYERS},
        f"{DISCOVERY}.Fn::If.1.Fn::Sub": (on_aws + OF_THE_POOL, here + OF_THE_POOL),
        **{f"{CLIENT}.{token}Validity": (15, 10) for token in ("AccessToken", "IdToken")},
        **{f"{CLIENT}.TokenValidityUnits.{token}": ("minutes", "hours") for token in ("AccessToken", "IdToken")},
    }


def test_lab_tells_the_functions_that_ask_amazon_connect_where_it_is_and_the_page_who_may_frame_it() -> None:
    built = yaml.safe_load(BUILT_TEMPLATE.read_text())
    beside = Beside("http://127.0.0.1:1", "http://127.0.0.1:2")
    changed = differences(overlay(built, 4567, "0", {}), overlay(built, 4567, "0", {}, beside))
    variables = {place: new for place, (_, new) in changed.items()}
    asking = "Resources.IdentifyAgentFunction.Properties.Environment.Variables"
    assert variables[f"{asking}.CONNECT_INSTANCE_ARN"] == INSTANCE_ARN
    assert variables[f"{asking}.AWS_ENDPOINT_URL_CONNECT"] == "http://127.0.0.1:1"
    framed = "Resources.ReviewEntriesFunction.Properties.Environment.Variables"
    assert {variables[f"{framed}.{name}"] for name in ("FRAME_ORIGIN", "PANEL_ORIGINS")} == {beside.page}
    assert {place.rpartition(".")[0].rpartition(".")[2] for place in variables} == {"Variables"}
