"""`make audit`: what it reads out of the tools' JSON, and with which status it ends."""

import json
import subprocess
import tomllib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tools.common.errors import LocalError
from tools.common.paths import ROOT
from tools.operate import audit
from tools.operate.audit import FOUND, NOT_ASKED, Accepted, Advisory, Report, read_npm, read_pip

TODAY = date(2027, 1, 15)
CLEAN = {"name": "boto3", "version": "1.44.5", "vulns": []}
JINJA = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [{"id": "PYSEC-2027-1", "fix_versions": ["3.1.3"], "aliases": ["CVE-2027-100", "GHSA-aaaa-bbbb-cccc"]}],
}
SKIPPED = {"name": "jmespath", "skip_reason": "Dependency not found on PyPI and could not be audited: jmespath (1.1.0)"}
VIA = {
    "source": 1096,
    "name": "esbuild",
    "dependency": "esbuild",
    "title": "Any website can read the development server's answers",
    "url": "https://advisories.example/GHSA-67mh-4wv8-2f99",
    "severity": "moderate",
    "cwe": ["CWE-346"],
    "cvss": {"score": 5.3, "vectorString": "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:N/A:N"},
    "range": "<=0.24.2",
}


def pip(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


def npm(total: int = 40, **vulnerabilities: dict[str, Any]) -> str:
    counts = {"info": 0, "low": 0, "moderate": len(vulnerabilities), "high": 0, "critical": 0}
    kinds = {"prod": 10, "dev": 30, "optional": 0, "peer": 0, "peerOptional": 0}
    metadata = {"vulnerabilities": {**counts, "total": len(vulnerabilities)}, "dependencies": {**kinds, "total": total}}
    return json.dumps({"auditReportVersion": 2, "vulnerabilities": vulnerabilities, "metadata": metadata})


def concerned(name: str, via: list[Any], *, fix: object = True) -> dict[str, Any]:
    return {"name": name, "severity": "moderate", "isDirect": True, "via": via, "effects": [], "range": "<=1",
            "nodes": [f"node_modules/{name}"], "fixAvailable": fix}  # fmt: skip


NPM_REFUSES = json.dumps(
    {
        "message": "405 Method Not Allowed - POST https://npm.example/-/npm/v1/security/advisories/bulk",
        "method": "POST",
        "statusCode": 405,
        "body": "",
        "error": {"summary": "", "detail": ""},
    }
)


def test_pip_audit_is_read() -> None:
    report = read_pip(pip(CLEAN, JINJA))
    assert (report.packages, report.unasked) == (2, ())
    (found,) = report.advisories
    assert (found.package, found.names[0], found.fix) == ("jinja2 3.1.2", "PYSEC-2027-1", "fixed in 3.1.3")
    assert set(found.names) == {"PYSEC-2027-1", "CVE-2027-100", "GHSA-aaaa-bbbb-cccc"}


def test_pip_audit_without_aliases_and_fixes_is_read() -> None:
    (found,) = read_pip(pip({**CLEAN, "vulns": [{"id": "PYSEC-2027-2", "fix_versions": []}]})).advisories
    assert (found.names, found.fix) == (("PYSEC-2027-2",), "no fix yet")


def test_skipped_package_was_not_asked_about() -> None:
    report = read_pip(pip(CLEAN, SKIPPED))
    assert report.packages == 1
    assert report.unasked == (f"jmespath: {SKIPPED['skip_reason']}",)


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "{}", pip()])
def test_no_answer_of_pip_audit_is_no_clean_result(text: str) -> None:
    assert read_pip(text).unasked


def test_npm_audit_is_read_and_tells_an_advisory_once() -> None:
    fix = {"name": "esbuild", "version": "0.28.2", "isSemVerMajor": True}
    report = read_npm(npm(esbuild=concerned("esbuild", [VIA], fix=fix), vite=concerned("vite", ["esbuild"])))
    assert report == Report(40, (Advisory("esbuild <=0.24.2", ("GHSA-67mh-4wv8-2f99",), "fixed by esbuild 0.28.2"),))


@pytest.mark.parametrize(("fix", "said"), [(True, "a fix is there"), (False, "no fix yet")])
def test_npm_audit_says_whether_there_is_a_fix(*, fix: bool, said: str) -> None:
    assert read_npm(npm(esbuild=concerned("esbuild", [VIA], fix=fix))).advisories[0].fix == said


def test_npm_without_vulnerabilities_is_clean() -> None:
    assert read_npm(npm()) == Report(40)


NPM_WITHOUT_A_LIST = json.dumps({"auditReportVersion": 2, "metadata": {"dependencies": {"total": 40}}})


@pytest.mark.parametrize("text", ["", "null", "{}", NPM_REFUSES, NPM_WITHOUT_A_LIST, npm(total=0)])
def test_no_answer_of_npm_is_no_clean_result(text: str) -> None:
    assert read_npm(text).unasked


def test_npms_refusal_is_told() -> None:
    assert read_npm(NPM_REFUSES).unasked[0].startswith("405 Method Not Allowed")


type Audit = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Audit:
    """One run on canned reports; its status, and what it said."""

    def run(python: Report | LocalError, node: Report, *accepted: Accepted) -> tuple[int, str]:
        def ask_python() -> Report:
            if isinstance(python, LocalError):
                raise python
            return python

        monkeypatch.setattr(audit, "SERVICES", {"Python": ask_python, "npm": lambda: node})
        return audit.audit(TODAY, accepted), capsys.readouterr().out

    return run


def accepted(until: str, name: str = "CVE-2027-100") -> Accepted:
    return Accepted(name, "we render no templates", date.fromisoformat(until))


def test_clean(run: Audit) -> None:
    status, said = run(read_pip(pip(CLEAN)), read_npm(npm()))
    assert (status, "none has an open vulnerability" in said) == (0, True)


def test_found_has_a_status_of_its_own(run: Audit) -> None:
    status, said = run(read_pip(pip(JINJA)), read_npm(npm()))
    assert status == FOUND
    assert "FOUND  jinja2 3.1.2: PYSEC-2027-1, CVE-2027-100, GHSA-aaaa-bbbb-cccc; fixed in 3.1.3" in said


def test_not_asked_is_neither_clean_nor_found(run: Audit) -> None:
    status, said = run(read_pip(pip(CLEAN)), read_npm(NPM_REFUSES))
    assert status == NOT_ASKED
    assert "could not be asked: 405 Method Not Allowed" in said
    assert "none has" not in said


def test_tool_that_fails_was_not_asked_and_hinders_no_other(run: Audit) -> None:
    status, said = run(LocalError("pip-audit took longer than 300 s"), read_npm(npm(esbuild=concerned("e", [VIA]))))
    assert status == FOUND, "what was found counts for more"
    assert "could not be asked: pip-audit took longer" in said


def test_accepted_advisory_is_told_and_is_not_open(run: Audit) -> None:
    status, said = run(read_pip(pip(JINJA)), read_npm(npm()), accepted("2027-01-15"))
    assert status == 0
    assert "accepted until 2027-01-15: we render no templates" in said


def test_acceptance_ends(run: Audit) -> None:
    status, said = run(read_pip(pip(JINJA)), read_npm(npm()), accepted("2027-01-14"))
    assert status == FOUND
    assert "was accepted until 2027-01-14" in said


def test_acceptance_of_another_advisory_does_not_help(run: Audit) -> None:
    assert run(read_pip(pip(JINJA)), read_npm(npm()), accepted("2027-02-01", "CVE-2027-101"))[0] == FOUND


def test_acceptance_that_nothing_needs_is_told(run: Audit) -> None:
    status, said = run(read_pip(pip(CLEAN)), read_npm(npm()), accepted("2027-02-01"))
    assert (status, "CVE-2027-100 need not be accepted any more" in said) == (0, True)


def test_reviewed_list_gives_reasons_and_names_nothing_twice() -> None:
    assert len({one.id for one in audit.ACCEPTED}) == len(audit.ACCEPTED)
    assert all(one.reason for one in audit.ACCEPTED)


def ends(monkeypatch: pytest.MonkeyPatch, status: int, out: str, err: str) -> list[list[str]]:
    """Let every tool end like this; the commands that were run."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        exported = command[0] == "uv"
        return subprocess.CompletedProcess(command, 0 if exported else status, "" if exported else out, err)

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def test_group_is_asked_about_with_its_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = ends(monkeypatch, 1, pip(JINJA), "Found 1 known vulnerability in 1 package")
    assert audit.ask_pip("sam").advisories, "it ends with 1 because it found something"
    export, asked = commands
    assert export[export.index("--only-group") + 1] == "sam"
    assert "--no-hashes" not in export
    assert {"--require-hashes", "--disable-pip"} <= {*asked}


def test_every_kind_of_npm_package_is_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = ends(monkeypatch, 0, npm(), "")
    assert audit.ask_npm("console") == Report(40)
    assert {"--include=dev", "--include=prod", "--include=optional", "--include=peer"} <= {*commands[0]}


def test_every_lock_is_asked_about() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    included = {one["include-group"] for group in groups.values() for one in group if isinstance(one, dict)}
    assert {*audit.GROUPS} == {*groups} - included
    depths = ("*", "*/*", "*/*/*")
    places = [path.relative_to(ROOT) for depth in depths for path in ROOT.glob(f"{depth}/package-lock.json")]
    assert {*audit.FOLDERS} == {str(path.parent) for path in places if not path.parts[0].startswith(".")}
    assert len(audit.SERVICES) == len(audit.GROUPS) + len(audit.FOLDERS)


def test_last_cause_of_a_failure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ends(
        monkeypatch, 1, "", "Traceback\nConnectionError: Max retries (Caused by NameResolutionError('no such name'))\n"
    )
    with pytest.raises(LocalError, match=r"^NameResolutionError\('no such name'\)"):
        audit.ask_pip("dev")


def test_missing_tool_and_endless_one_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError

    def endless(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("npm", 300)

    monkeypatch.setattr(subprocess, "run", missing)
    with pytest.raises(LocalError, match="run make setup"):
        audit.ask_npm("console")
    monkeypatch.setattr(subprocess, "run", endless)
    with pytest.raises(LocalError, match="longer than 300 s"):
        audit.ask_npm("console")


def test_command_ends_with_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "SERVICES", {"npm": lambda: read_npm(NPM_REFUSES)})
    monkeypatch.setattr("sys.argv", ["audit"])
    with pytest.raises(SystemExit) as ended:
        audit.main()
    assert ended.value.code == NOT_ASKED
