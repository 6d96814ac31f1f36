"""How long an entry lasts, and which terms an agent may ask for."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.errors import UnknownTermError
from denylist.terms import TERMS, Policy, asked
from tests.unit.records import DAY, HOUR, NOW

AGENTS = [term for term in TERMS if term != "permanent"]
NOTHING = [None, "", "  ", "default", " default\n"]


def test_term_lasts_what_its_name_says() -> None:
    assert TERMS["permanent"] is None
    assert {term: TERMS[term] for term in AGENTS} == {
        term: int(term[:-1]) * {"h": HOUR, "d": DAY}[term[-1]] for term in AGENTS
    }


@pytest.mark.parametrize("term", AGENTS)
def test_an_agents_term_is_taken_with_or_without_spaces(term: str) -> None:
    assert asked(term, "7d") == term
    assert asked(f" {term}\n", "7d") == term


@pytest.mark.parametrize("nothing", NOTHING)
def test_default_is_taken_when_nobody_chose(nothing: object) -> None:
    assert asked(nothing, "7d") == "7d"


@pytest.mark.parametrize("nothing", NOTHING)
def test_nothing_is_no_default(nothing: object) -> None:
    with pytest.raises(UnknownTermError, match="no default"):
        asked(nothing, "")


@pytest.mark.parametrize(
    "term", ["permanent", "PERMANENT", "30D", "31d", "-30d", "30", "\uff13\uff10d", "forever", 30, 0, ["30d"], {}]
)
def test_no_other_term_is_an_agents_to_give(term: object) -> None:
    with pytest.raises(UnknownTermError, match=f"{', '.join(AGENTS)}$"):
        asked(term, "7d")


@given(st.one_of(st.text(), st.integers(), st.floats(), st.lists(st.text())))
def test_any_term_is_one_of_the_agents_or_refused(term: object) -> None:
    with suppress(UnknownTermError):
        assert asked(term, "7d") in AGENTS


@given(st.sampled_from(list(TERMS)), st.integers(1, 720), st.integers(0, 2**33))
def test_provisional_flag_ends_with_the_window_or_sooner(term: str, hours: int, now: int) -> None:
    until = Policy.of("provisional", str(hours), "30d").until(term, now)
    assert now < until <= now + hours * HOUR
    assert until <= now + (TERMS[term] or until)


@given(st.sampled_from(AGENTS), st.integers(1, 720))
def test_trusted_flag_lasts_exactly_its_term(term: str, hours: int) -> None:
    assert Policy.of("trusted", str(hours), "30d").until(term, NOW) == NOW + (TERMS[term] or 0)


@pytest.mark.parametrize("name", ["provisional", "", "TRUSTED", "other"])
def test_policy_is_provisional_unless_it_says_trusted(name: str) -> None:
    assert Policy.of(name, "1", "30d").until("30d", NOW) == NOW + HOUR


@pytest.mark.parametrize("default", ["permanent", "", "default", "1y"])
def test_policy_refuses_a_default_that_no_agent_may_ask_for(default: str) -> None:
    with pytest.raises(UnknownTermError):
        Policy.of("trusted", "72", default)
