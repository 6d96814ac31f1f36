"""The result of a run, as the people on the line would describe it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.connect.flow import Branch, Flow
from tools.connect.run.perform import QUEUED
from tools.connect.run.session import Session, Step, Voice


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One finished run."""

    flow: str
    heard: tuple[str, ...]
    shown: tuple[Mapping[str, Any], ...]  # the data of each view
    ended: str  # "disconnected", "queue", "ended" (a whisper) or "returned" (a module)
    queue: str | None
    attributes: Mapping[str, str]
    external: Mapping[str, str]
    keys_used: tuple[str, ...]
    tags: Mapping[str, str]
    hooks: Mapping[str, str]  # event -> flow that runs then
    voice: Voice | None
    dialled: bool  # whether an outbound whisper placed the call itself
    trace: tuple[Step, ...]

    def branches(self, flow: str = "") -> frozenset[Branch]:
        """List the branches this run took in its own flow, or in the file of a module, for coverage."""
        return frozenset((step.block, step.branch) for step in self.trace if step.flow == (flow or self.flow))


def outcome_of(session: Session, flow: Flow, ended: str) -> Outcome:
    """The outcome of a session."""
    queued = session.contact.queue if ended == QUEUED else None
    return Outcome(
        flow=flow.file,
        heard=tuple(session.heard),
        shown=tuple(session.shown),
        ended=ended,
        queue=queued.arn if queued else None,
        attributes=dict(session.contact.attributes),
        external=dict(session.external),
        keys_used=tuple(session.pressed),
        tags=dict(session.tags),
        hooks=dict(session.hooks),
        voice=session.voice,
        dialled=session.dialled,
        trace=tuple(session.trace),
    )
