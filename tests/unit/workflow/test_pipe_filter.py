"""The pipe's filter drops the workflow's own completion of an entry, and nothing that anybody must hear of."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from denylist import stream
from denylist.entries import STATUSES
from tests.unit.workflow.pipe import PATTERNS, passes
from tests.unit.workflow.test_routes import END, MARK, NUMBER, ROUTES, image, record

STATUS = st.sampled_from([None, *sorted(STATUSES)])
OPTIONAL: dict[str, Any] = {
    "ExpiresAt": st.sampled_from([END, "2100000000"]),
    "FlagCount": st.sampled_from(["1", "2"]),
    "Version": st.sampled_from(["1", "2"]),
    "ReviewedAt": st.just("2026-11-22T17:45:12Z"),
    "FlaggedBy": st.just("maria"),
}
ITEMS = st.builds(lambda status, given_: image(status, **given_), STATUS, st.fixed_dictionaries({}, optional=OPTIONAL))
MARKS = st.sampled_from([None, f"event-8#{NUMBER}"])


def marked(item: dict[str, Any], mark: str | None, **more: str) -> dict[str, Any]:
    return {**item, **(image(SettledBy=mark, **more) if mark else {})}


@given(old=ITEMS | st.none(), new=ITEMS | st.none(), mark=MARKS, removed=st.booleans(), ttl=st.booleans())
def test_whatever_people_and_functions_do_passes(
    old: dict[str, Any] | None, new: dict[str, Any] | None, mark: str | None, *, removed: bool, ttl: bool
) -> None:
    """They leave the workflow's mark as it is, or take it away with the item that they replace."""
    if old is None and new is None:
        return
    before, after = old and marked(old, mark), new and marked(new, None if removed or old is None else mark)
    delivered = record(before, after, ttl=ttl)
    parsed = stream.parse(delivered)
    if stream.change_of(parsed) or stream.is_claim(parsed):
        assert passes(delivered)


@given(old=ITEMS, new=ITEMS, mark=MARKS)
def test_what_the_workflow_left_to_be_completed_passes(
    old: dict[str, Any], new: dict[str, Any], mark: str | None
) -> None:
    before = marked({**old, "Version": {"N": "1"}}, mark)
    delivered = record(before, marked(new, MARK, Version="2"))
    parsed = stream.parse(delivered)
    assert stream.is_own(parsed)
    if stream.change_of(parsed) or stream.is_claim(parsed):
        assert passes(delivered)


def test_completion_of_a_flag_is_dropped() -> None:
    assert not passes(ROUTES["own completion"][0])


def test_there_are_no_more_patterns_than_a_pipe_takes() -> None:
    assert len(PATTERNS) <= 5, "Pipes API Reference, FilterCriteria"
