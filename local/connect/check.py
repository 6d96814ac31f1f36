"""Everything that would make Amazon Connect refuse a flow, or this interpreter guess: found before a run.

Later stages rely on what earlier ones found, so the first stage with findings is the last one tried.
"""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from local.connect.check_action import action_findings
from local.connect.check_envelope import ENVELOPE_STAGES, flow_type_findings
from local.connect.check_rules import Finding
from local.connect.check_ways import ways_findings

type Findings = Iterator[Finding]
type Stage = Callable[[Any, str], Findings]


def findings(document: Any, flow_type: str) -> Findings:  # noqa: ANN401 - any JSON may be offered
    """Find what is wrong with a parsed flow file, in the order a person would mend it."""
    for stage in _STAGES:
        found = list(stage(document, flow_type))
        if found:
            yield from found
            return


def problems(document: Any, flow_type: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Say the same as (where, what to mend), for whoever needs no rule."""
    return ((finding.where, finding.what) for finding in findings(document, flow_type))


def _action_findings(document: dict[str, Any], flow_type: str) -> Findings:
    names = frozenset(action["Identifier"] for action in document["Actions"])
    each = (action_findings(action, flow_type, names) for action in document["Actions"])
    return chain.from_iterable(each)


_STAGES: tuple[Stage, ...] = (
    *((lambda document, _type, stage=stage: stage(document)) for stage in ENVELOPE_STAGES),
    lambda _document, flow_type: flow_type_findings(flow_type),
    _action_findings,
    ways_findings,
)
