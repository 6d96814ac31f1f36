"""The tables of docs/scale.md, worked out; `placed` puts each between its marks."""

import re
from collections.abc import Iterable, Sequence

from tools.common.marks import between
from tools.measure.reckon.article import compared
from tools.measure.reckon.costs import standing
from tools.measure.reckon.load import LOADS, ORDINARY, Load
from tools.measure.reckon.quotas import QUOTAS, Quota
from tools.measure.tables import NOTHING, markdown

RATES = (1, 10, 100)
"""The calls a second for which `needs` is worked out."""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Every column but the first is a number's."""
    return markdown(head, rows, numbers=range(1, len(head)))


def number(value: float) -> str:
    """Three figures that count, and thousands apart: `0.0336`, `1.05`, `85,100`."""
    if value >= 1000:  # noqa: PLR2004 - a thousand
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{float(f'{value:.3g}'):.10f}".rstrip("0").rstrip(".")


def ceilings() -> str:
    """Calls a second that each quota bears under each load, in the order in which they bind on an ordinary day."""
    borne = [load.ceilings() for load in LOADS]
    lowest = [next(iter(found)) for found in borne]
    order = [*borne[0], *(quota for quota in QUOTAS if quota not in borne[0])]

    def cell(quota: Quota, column: int) -> str:
        if quota not in borne[column]:
            return NOTHING
        text = number(borne[column][quota])
        return f"**{text}**" if quota is lowest[column] else text

    rows = [
        [
            quota.name,
            f"{quota.value:,.0f}",
            "yes" if quota.adjustable else "no",
            *(cell(quota, i) for i in range(len(LOADS))),
        ]
        for quota in order
    ]
    return _table(["Quota", "Default", "AWS raises it", *(load.name for load in LOADS)], rows)


ASSUMED = {
    "call_seconds": ("Seconds of a call that is taken, queue included", "{:g}"),
    "denied_seconds": ("Seconds of a call that is turned away, message included", "{:g}"),
    "denied": ("Calls that are turned away", "{:.0%}"),
    "loudest": ("Those of them that one number makes", "{:.0%}"),
    "flags": ("Flags for each call", "{:.1%}"),
    "keys": ("Keys that an agent presses after a flag", "{:g}"),
    "ends": ("Decisions and lapses for each flag", "{:g}"),
    "unnamed": ("Flags whose agent the flow does not name", "{:.0%}"),
    "mailed": ("Mails for each change, to one mailbox", "{:g}"),
    "shards": ("Shards of the table's stream", "{:g}"),
    "pipe_seconds": ("Seconds that the pipe takes for a record", "{:g}"),
    "execution_seconds": ("Seconds of an execution, without its wait", "{:g}"),
}


def assumed() -> str:
    """The assumptions behind each load."""
    rows = ([told, *(shape.format(getattr(load, name)) for load in LOADS)] for name, (told, shape) in ASSUMED.items())
    return _table(["Assumed", *(load.name for load in LOADS)], rows)


def needs() -> str:
    """What an ordinary day takes of each quota at so many calls a second; bold where it is more than the default."""
    return _table(
        ["Quota", "Default", *(f"{rate} a second" for rate in RATES)],
        ([quota.name, f"{quota.value:,.0f}", *_needed(quota, use)] for quota, use in _in_order(ORDINARY)),
    )


def _in_order(load: Load) -> list[tuple[Quota, float]]:
    uses = load.uses()
    return [(quota, uses[quota]) for quota in load.ceilings()]


def _needed(quota: Quota, use: float) -> list[str]:
    return [f"**{number(use * rate)}**" if use * rate > quota.value else number(use * rate) for rate in RATES]


def beyond() -> str:
    """What happens beyond each quota, which alarm rings, what to do, and where the quota was read."""
    head = ["Quota", "What gives way", "Alarm", "What to raise or change", "Read"]
    return markdown(head, [_beyond(quota) for quota in ORDINARY.ceilings()])


def _beyond(quota: Quota) -> list[str]:
    section = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", quota.alarm.removesuffix("Alarm")).lower()
    alarm = f"[`{quota.alarm}`](operating.md#{section})" if quota.alarm else "none of ours"
    limit = f"{quota.value:,.0f} {quota.unit}" + (f", {quota.burst:,g} at once after a rest" if quota.burst else "")
    return [f"{quota.name}: {limit}", quota.beyond, alarm, _capital(quota.fix), f"[{quota.seen}]({quota.source})"]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def costs() -> str:
    """US dollars, here and for the article's design."""
    rows = [[what, f"{ours:.2f}", f"{theirs:.3f}", f"{ours / theirs:.3g}"] for what, ours, theirs in compared()]
    month = ["A month, whatever happens", f"{standing():.2f}", "0.000", NOTHING]
    return _table(["US dollars", "Here", "The article", "Times"], [*rows, month])


TABLES = {
    "ceilings": ceilings,
    "assumed": assumed,
    "needs": needs,
    "beyond": beyond,
    "compared": costs,
}


def placed(text: str) -> str:
    """The document with every table as it is now.

    Raises:
        LocalError: marks are missing.
    """
    for mark, table in TABLES.items():
        text = between(text, mark, table())
    return text
