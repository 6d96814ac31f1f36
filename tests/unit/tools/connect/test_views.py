"""Amazon Connect accepts the views in every language."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tools.connect.project import VIEWS, languages
from tools.connect.run import FlowError
from tools.connect.views import open_view, problems

type View = dict[str, Any]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", VIEWS)
def test_view_is_filled_in_every_language(name: str, language: str) -> None:
    assert "${" not in json.dumps(open_view(name, language))


@pytest.mark.parametrize("name", VIEWS)
def test_name_and_description_fit_the_resource(name: str) -> None:
    view = open_view(name)
    assert all(text.replace(" ", "").replace("-", "").replace(",", "").isalnum() for text in _texts(view))


def _texts(view: View) -> list[str]:
    return [view["Name"], view["Description"]]


def test_view_that_is_not_ours_is_refused() -> None:
    with pytest.raises(FlowError, match=r"views/x\.json: view: is not one of this project's; use after_call"):
        open_view("x")


def _spoil(change: Callable[[View], object]) -> list[tuple[str, str]]:
    view = open_view("after_call")
    change(view)
    return list(problems(view))


def test_good_view_has_no_problems() -> None:
    assert _spoil(lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (lambda view: view.pop("Actions"), "view", "must be an object of"),
        (lambda view: view["Actions"].append("Back"), "Back", "stands in only one"),
        (lambda view: view["Actions"].remove("Cancel"), "Cancel", "stands in only one"),
        (lambda view: view["Template"]["Body"].append(view["Template"]["Body"][0]), "Body", "uses an _id twice"),
        (lambda view: view["Template"]["Body"][0].update(Type="Form"), "Body", "may hold only Containers"),
    ],
)
def test_broken_view_is_refused(change: Callable[[View], object], where: str, what: str) -> None:
    ((place, fix),) = _spoil(change)
    assert place == where
    assert fix.startswith(what)


def test_view_that_is_no_object_is_refused() -> None:
    assert [where for where, _ in problems([])] == ["view"]
