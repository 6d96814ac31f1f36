"""checkov, cfn-lint's serverless rules and parliament find nothing that has not been reviewed.

Reviewed findings are in exceptions.toml, with reasons. One that is no longer found must be removed there.
"""

import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import linters
from tests.linters import BY_DEFAULT, MAIN, NESTED, Finding
from tests.policies import CONTENT
from tests.transformed import transformed

TOOLS = ("checkov", "cfn-lint", "parliament")
SENTENCE = 8  # words, at the least

# Defects that the tests plant. A linter that does not find them in these files proves nothing.
PLANTED_FILES = {"checkov": (MAIN, BY_DEFAULT, *NESTED), "cfn-lint": (MAIN, *NESTED), "parliament": (MAIN,)}
PLANTED_FAULTS = {
    "checkov": [
        ("CKV_AWS_27", "PlantedQueue"),  # not encrypted
        ("CKV_AWS_60", "PlantedRole"),  # anybody may assume it
        ("CKV_AWS_111", "PlantedRole"),  # dynamodb:* on everything
    ],
    "cfn-lint": [
        ("ES6000", "PlantedQueue"),  # no dead-letter queue
        ("WS1000", "PlantedFunction"),  # no traces
        ("ES1006", "PlantedFunction"),  # no timeout
    ],
    "parliament": [
        ("RESOURCE_STAR", "PlantedRole.wide"),
        ("UNKNOWN_ACTION", "PlantedRole.unknown"),
        ("RESOURCE_MISMATCH", "PlantedRole.mismatch"),
        ("PRIVILEGE_ESCALATION", "PlantedRole.escalation"),
    ],
}


@dataclass(frozen=True)
class Excepted:
    """A row of exceptions.toml."""

    tool: str
    rule: str
    resources: tuple[str, ...]
    reason: str

    @property
    def findings(self) -> set[tuple[str, str, str]]:
        """The findings that it allows: the rule, on each of these resources by its full name."""
        return {(self.tool, self.rule, resource) for resource in self.resources}


def read_exceptions(text: str) -> list[Excepted]:
    entries = tomllib.loads(text)["exception"]
    return [Excepted(e["tool"], e["rule"], tuple(e["resources"]), e.get("reason", "")) for e in entries]


EXCEPTIONS = read_exceptions((Path(__file__).parent / "exceptions.toml").read_text())


def unlisted(findings: Iterable[Finding], exceptions: Sequence[Excepted]) -> list[Finding]:
    """Findings that are neither reviewed nor planted."""
    looked_at = set().union(*(entry.findings for entry in exceptions))
    return sorted({f for f in findings if not f.is_planted and (f.tool, f.rule, f.resource) not in looked_at})


def idle(entry: Excepted, findings: Iterable[Finding]) -> list[str]:
    """The exception's resources that no longer have the finding."""
    return sorted(resource for *_, resource in entry.findings - {(f.tool, f.rule, f.resource) for f in findings})


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    folders = [tmp_path_factory.mktemp(name) for name in ("checkov", "cfn-lint")]
    with ThreadPoolExecutor() as pool:
        asked = [
            pool.submit(linters.checkov, folders[0]),
            pool.submit(linters.cfn_lint, folders[1]),
            pool.submit(linters.parliament),
        ]
        return dict(zip(TOOLS, (answer.result() for answer in asked), strict=True))


@pytest.mark.parametrize("tool", TOOLS)
def test_a_linter_finds_nothing_that_nobody_has_looked_at(findings: dict[str, list[Finding]], tool: str) -> None:
    found = [f"{f.file}: {f.rule} {f.resource}: {f.text}" for f in unlisted(findings[tool], EXCEPTIONS)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("entry", EXCEPTIONS, ids=lambda entry: f"{entry.rule}-{entry.resources[0]}")
def test_an_exception_is_still_needed_and_says_why(findings: dict[str, list[Finding]], entry: Excepted) -> None:
    assert idle(entry, findings[entry.tool]) == [], "not found any more; take it out of exceptions.toml"
    assert len(entry.reason.split()) >= SENTENCE, "why?"


@pytest.mark.parametrize(("tool", "file"), [(tool, file) for tool in TOOLS for file in PLANTED_FILES[tool]])
def test_a_linter_sees_what_was_planted_in_a_file(findings: dict[str, list[Finding]], tool: str, file: str) -> None:
    seen = {(f.rule, f.resource) for f in findings[tool] if f.file == file}
    assert set(PLANTED_FAULTS[tool]) - seen == set()


def test_every_policy_that_cloudformation_gets_is_judged() -> None:
    """A managed policy would not be: its text is AWS's, and no linter here sees it."""
    judged = {name.partition(".")[0] for name in linters.policies()} - {"KeyPolicy"}
    assert linters.holders(transformed(CONTENT)) == judged
    assert "ManagedPolicyArns" not in str(CONTENT["Resources"])


def test_an_exception_covers_its_rule_on_its_resources_and_no_more() -> None:
    entry = Excepted("checkov", "CKV_AWS_27", ("Queue by default",), "")
    covered = Finding("checkov", "CKV_AWS_27", "Queue by default", MAIN)
    others = [
        Finding("checkov", "CKV_AWS_27", "Queue", MAIN),
        Finding("checkov", "CKV_AWS_28", "Queue by default", MAIN),
        Finding("parliament", "CKV_AWS_27", "Queue by default", MAIN),
    ]
    assert unlisted([covered, *others], [entry]) == sorted(others)


def test_what_is_found_with_every_condition_met_is_not_found_by_default_only() -> None:
    met, default = Finding("checkov", "R", "Queue", MAIN), Finding("checkov", "R", "Queue", BY_DEFAULT)
    assert [one.resource for one in linters.with_defaults([met, default])] == ["Queue", "Queue"]
    assert [one.resource for one in linters.with_defaults([default])] == ["Queue by default"]


def test_an_exception_for_what_is_not_found_any_more_is_idle() -> None:
    entry = Excepted("checkov", "CKV_AWS_27", ("Queue", "Gone"), "")
    assert idle(entry, [Finding("checkov", "CKV_AWS_27", "Queue", MAIN)]) == ["Gone"]


def test_no_finding_is_excepted_twice() -> None:
    excepted = [finding for entry in EXCEPTIONS for finding in entry.findings]
    assert sorted(excepted) == sorted(set(excepted))
