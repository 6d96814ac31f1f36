"""Each handler runs from the built artefacts alone, without any package of this machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.common.paths import BUILD, ROOT
from tools.measure.faults.artefacts import Artefacts

FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))
ENVIRONMENT = {
    "DENYLIST_TABLE": "t",
    "HISTORY_TABLE": "h",
    "DEFAULT_REGION": "US",
    "REVIEW_POLICY": "provisional",
    "REVIEW_WINDOW_HOURS": "72",
    "DEFAULT_TERM": "30d",
    "FLAG_MENU": "category",
    "FLAGS_PER_AGENT_PER_HOUR": "20",
    "HISTORY_RETENTION_DAYS": "400",
    "STACK_NAME": "s",
    "CONNECT_INSTANCE_ARN": "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555",
    "LANGUAGE": "en",
    "CONSOLE_URL": "https://denylist.example.com/",
    "OIDC_DISCOVERY": "https://sso.example.com/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "console",
    "SIGN_IN_ORIGIN": "",
    "FRAME_ORIGIN": "",
    "PANEL_ORIGINS": "",
    "AGENT_CLAIM": "",
    "CONNECT_URL": "",
    "TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:supervisors",
    "POWERTOOLS_SERVICE_NAME": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    # Nothing listens there, so check_number's first connection is refused at once. Loading it must work all the same.
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
}
# Imports the handler with the standard library, the function and its layers alone, and prints what it imported.
PROBE = """
import importlib, json, sys
sys.path[:0] = {folders!r}
importlib.import_module({name!r} + ".app").lambda_handler
foreign = [m.__file__ for m in list(sys.modules.values()) if "site-packages" in (getattr(m, "__file__", None) or "")]
print(json.dumps({{"modules": sorted(sys.modules), "foreign": foreign}}))
"""


def imported_by(function: str) -> dict[str, list[str]]:
    probe = PROBE.format(folders=[str(folder) for folder in Artefacts(BUILD).folders(function)], name=function)
    command = [sys.executable, "-I", "-S", "-c", probe]
    environment = {**ENVIRONMENT, "PATH": os.defpath}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 0, result.stderr
    found: dict[str, list[str]] = json.loads(result.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_handler_imports_from_its_artefact_and_its_layers_alone(function: str) -> None:
    assert imported_by(function)["foreign"] == []


@pytest.mark.parametrize("package", ["aws_lambda_powertools", "aws_xray_sdk", "pydantic", "phonenumbers"])
def test_the_check_path_does_not_import(package: str) -> None:
    assert package not in imported_by("check_number")["modules"]


def test_the_check_brings_the_number_library_along_and_no_other_package() -> None:
    code, *layers = Artefacts(BUILD).folders("check_number")
    assert code.name == "CheckNumberFunction"
    packages = {path.parent.name for layer in layers for path in layer.glob("*/__init__.py")}
    assert packages == {"phonenumbers"}


def test_the_build_holds_every_function() -> None:
    assert FUNCTIONS
    missing = [name for name in FUNCTIONS if not list(BUILD.glob(f"*/{name}/app.py"))]
    assert missing == [], "run make build"


def test_nothing_but_the_functions_is_shipped_with_them() -> None:
    shipped = {
        path.relative_to(BUILD / "CheckNumberFunction").parts[0]
        for path in Path(BUILD / "CheckNumberFunction").rglob("*.py")
    }
    assert shipped == {*FUNCTIONS, "denylist"}
