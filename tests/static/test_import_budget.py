"""The imports that `check_number` may have, by name, because a caller hears silence while it imports."""

import json
import subprocess
import sys

import pytest

from tools.common.paths import BUILD
from tools.measure.faults.artefacts import Artefacts

OURS = {
    "check_number",
    "check_number.app",
    "denylist",
    "denylist.contacts",
    "denylist.counters",
    "denylist.e164",
    "denylist.entries",
    "denylist.errors",
    "denylist.keys",
    "denylist.text",
    "denylist.wire",
    "denylist.wire.client",
    "denylist.wire.credentials",
    "denylist.wire.deadlines",
    "denylist.wire.reader",
    "denylist.wire.sigv4",
}
# Top-level packages of Python itself, for HTTP and TLS, signatures, JSON, text and times, and what those need.
STANDARD = {
    "array", "base64", "binascii", "collections", "copyreg", "datetime", "email", "encodings", "enum",
    "errno", "functools", "genericpath", "hashlib", "hmac", "http", "ipaddress", "itertools", "json",
    "keyword", "math", "operator", "os", "posixpath", "quopri", "re", "reprlib", "select", "selectors",
    "socket", "ssl", "stat", "string", "stringprep", "struct", "types", "typing", "unicodedata", "urllib",
    "warnings", "zlib",
}  # fmt: skip
ENVIRONMENT = {
    "DENYLIST_TABLE": "Denylist",
    "HISTORY_TABLE": "History",
    "HISTORY_RETENTION_DAYS": "400",
    "STACK_NAME": "s",
    "DEFAULT_REGION": "US",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
}
PROGRAM = """
import sys
had = set(sys.modules)
from check_number.app import lambda_handler
{then}
import json
print(json.dumps(sorted(set(sys.modules) - had)))
"""
# The call fails, because there is no DynamoDB, but only after everything is imported that an answer needs.
CASES = {
    "when it is loaded": "",
    "for a withheld caller": "lambda_handler({}, None)",
    "for a caller in E.164": """
try:
    lambda_handler({"Details": {"Parameters": {"CustomerNumber": "+12065550142"}}}, None)
except Exception:
    pass
""",
}


def imported(then: str) -> set[str]:
    """What the built function imports in a process of its own. Python's submodules count as their package."""
    folders = [str(folder) for folder in Artefacts(BUILD).folders("check_number")]
    program = f"import sys; sys.path[:0] = {folders!r}\n{PROGRAM.format(then=then)}"
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    return {name for name in json.loads(run.stdout.splitlines()[-1]) if not name.startswith("_")}


def test_number_that_a_carrier_sent_otherwise_takes_the_number_library() -> None:
    """No other caller waits for that import."""
    then = CASES["for a caller in E.164"].replace("+12065550142", "(206) 555-0142")
    assert {name.partition(".")[0] for name in imported(then) if not within_budget(name)} >= {"phonenumbers"}


def within_budget(name: str) -> bool:
    return name in OURS or name.partition(".")[0] in STANDARD


@pytest.mark.parametrize("then", CASES.values(), ids=CASES)
def test_check_imports_what_is_listed_here_and_nothing_else(then: str) -> None:
    names = imported(then)
    assert sorted(name for name in names if not within_budget(name)) == []
    assert names >= OURS


@pytest.mark.parametrize("module", ["phonenumbers", "dataclasses", "decimal", "denylist.numbers"])
def test_what_is_not_listed_is_found(module: str) -> None:
    names = imported(f"import {module}")
    assert module in names
    assert not within_budget(module)


@pytest.mark.parametrize("module", ["boto3", "botocore", "aws_lambda_powertools", "denylist.tables.store"])
def test_what_lambda_itself_brings_or_other_functions_have_is_not_listed(module: str) -> None:
    assert not within_budget(module)
