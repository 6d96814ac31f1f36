"""Second opinions on a flow: connect-flow's lint and cxblueprint's analyser, both run in this process and off-line.

What they find is an error like any other, unless EXCEPTIONS says why it is not.
"""

import json
from collections.abc import Iterator, Mapping

from connect_flow.flow import parse
from connect_flow.lint import check, check_flow_views
from connect_flow.targets import slug
from connect_flow.view import parse as parse_view
from cxblueprint.blocks.base import FlowBlock  # type: ignore[import-untyped]
from cxblueprint.flow_analyzer import FlowAnalyzer  # type: ignore[import-untyped]

from local.connect.check_rules import Finding

CONNECT_FLOW, CXBLUEPRINT = "connect-flow", "cxblueprint"

# Reviewed: (flow, tool, what it calls the finding) -> why it is none.
EXCEPTIONS: Mapping[tuple[str, str, str], str] = {}


def second_opinions(name: str, content: str, views: Mapping[str, str] | None) -> list[Finding]:
    """Ask both tools about a filled flow that has passed our own checks.

    `views` are the texts of the view files by name; None when they are not at hand, as for a flow from elsewhere.
    """
    return [finding for tool, kind, finding in opinions(content, views) if (name, tool, kind) not in EXCEPTIONS]


def opinions(content: str, views: Mapping[str, str] | None) -> Iterator[tuple[str, str, Finding]]:
    """Give every finding with its tool and kind, excepted or not."""
    yield from _connect_flow(content, views)
    yield from _cxblueprint(content)


def view_opinions(text: str) -> list[Finding]:
    """Ask connect-flow about a view by itself: its buttons and its list of actions must agree."""
    try:
        found = check(parse_view(text))
    except ValueError as exc:
        return [Finding(CONNECT_FLOW, "view", f"{exc}; mend it there")]
    return [Finding(CONNECT_FLOW, each.identifier or "view", f"{each.kind}: {each.message}") for each in found]


def _connect_flow(content: str, views: Mapping[str, str] | None) -> Iterator[tuple[str, str, Finding]]:
    flow = parse(content)
    known = {slug(name): parse_view(text) for name, text in (views or {}).items()}
    of_views = check_flow_views(flow, known) if views is not None else []
    for found in (*check(flow), *of_views):
        mend = f"{found.message}; mend it, or give the reason it is right in local/connect/check_second.py"
        yield CONNECT_FLOW, found.kind, Finding(CONNECT_FLOW, found.identifier or "flow", f"{found.kind}: {mend}")


def _cxblueprint(content: str) -> Iterator[tuple[str, str, Finding]]:
    document = json.loads(content)
    blocks = [FlowBlock(a["Identifier"], a["Type"], a["Parameters"], a["Transitions"]) for a in document["Actions"]]
    analyser = FlowAnalyzer(blocks, document["StartAction"])
    found = {
        "orphaned": dict.fromkeys(analyser.find_orphaned_blocks(), "is reached by no branch"),
        "missing-errors": {
            name: f"lacks branches for {', '.join(sorted(kinds))}"
            for name, kinds in analyser.find_missing_error_handlers().items()
        },
        "unterminated": dict.fromkeys(analyser.find_unterminated_paths(), "neither ends nor goes on"),
    }
    for kind, actions in found.items():
        for name, what in sorted(actions.items()):
            mend = f"{kind}: {what}; mend it, or give the reason it is right in local/connect/check_second.py"
            yield CXBLUEPRINT, kind, Finding(CXBLUEPRINT, name, mend)
