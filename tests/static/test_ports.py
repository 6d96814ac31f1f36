"""Every server that a command of ours starts here refuses other sites' pages, or a reason is given why not."""

import ast
import re

from tools.common.paths import ROOT

SERVERS = {"HTTPServer", "ThreadingHTTPServer", "create_server", "start_server", "run_app", "serve", "listen"}
# Modules that open a port, each with what keeps pages out.
OPENED = {
    "tools/measure/bench/dynamodb.py": "TLS, with a certificate that no browser trusts; it holds nothing",
    "tools/measure/faults/burst.py": "tools/common/guard.py",
    "tools/measure/growth/relay.py": "passes bytes on to what is loaded with guard.cjs, their Host and Origin too",
    "tools/connect/standin/server.py": "tools/common/guard.py",
    "tools/embedded/lab/desk/server.py": "tools/common/guard.py",
}
# Other people's programs that open a port, by a word of their command.
STARTED = {
    "tools/embedded/emulator.py": "GUARD",
    "tools/measure/growth/store.py": "GUARD",
    "tools/measure/faults/proxy.py": "tools.measure.faults.burst",
}


def _calls(path: str) -> set[str]:
    nodes = ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
    return {ast.unparse(node.func).rpartition(".")[2] for node in nodes if isinstance(node, ast.Call)}


def test_every_server_of_ours_is_known() -> None:
    paths = [str(path.relative_to(ROOT)) for path in (ROOT / "tools").rglob("*.py")]
    found = {path for path in paths if _calls(path) & SERVERS}
    assert found - {"tools/measure/growth/functions.py"} == set(OPENED), (
        "tools/measure/growth/functions.py asks the relay to listen"
    )
    for path, kept in OPENED.items():
        assert ("is_foreign" in (ROOT / path).read_text("utf-8")) == (kept == "tools/common/guard.py"), path


def test_every_program_that_gets_a_port_is_started_behind_what_refuses() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / "tools").rglob("*.py")}
    assert {path for path, text in texts.items() if re.search(r"\bfree_port\(", text)} == set(STARTED)
    assert [path for path, word in STARTED.items() if word not in texts[path]] == []
