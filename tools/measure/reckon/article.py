"""What the article's design costs beside ours: two functions with boto3, a Query and a PutItem, and no workflow.

AWS's knowledge-centre article, "How do I set up a deny list in my Amazon Connect contact center": an entry is a number,
supervisors are not told, nothing ends, and no denied call is counted.
"""

import json

from tools.common.template import read_template
from tools.measure.reckon.costs import THOUSAND, WORKFLOW, Line, check_lines, flag_lines

MILLION = 1_000_000

# Assumed: Lambda's default memory; the billed milliseconds of a warm call with boto3, with the small share of a
# processor that goes with it; and the bytes that it logs, AWS's own lines included.
GIGABYTES = 128 / 1024
MILLISECONDS = 40
LOG_BYTES = 500
# A Query that does not ask for a consistent read costs half a unit.
EVENTUAL = 0.5


def article_check_lines() -> list[Line]:
    """One inbound call, denied or not."""
    return [Line("query", EVENTUAL, "read"), *_call()]


def article_flag_lines() -> list[Line]:
    """One flag: the number is put, and that is all."""
    return [Line("put", 1, "write"), *_call()]


def _call() -> list[Line]:
    compute = GIGABYTES * MILLISECONDS / 1000
    return [Line("invocation", 1, "invocation"), Line("compute", compute, "compute"), Line("log", LOG_BYTES, "log")]


def usd(lines: list[Line], events: int) -> float:
    """US dollars for so many events."""
    return sum(line.usd for line in lines) * events / THOUSAND


def compared() -> list[tuple[str, float, float]]:
    """What, US dollars here, US dollars of the article's design."""
    template, definition = read_template(), json.loads(WORKFLOW.read_text())
    theirs = usd(article_check_lines(), MILLION)
    return [
        ("A million checks, calls let through", usd(check_lines(template, denied=False), MILLION), theirs),
        ("A million checks, calls turned away", usd(check_lines(template, denied=True), MILLION), theirs),
        ("A thousand flags", usd(flag_lines(template, definition), THOUSAND), usd(article_flag_lines(), THOUSAND)),
    ]
