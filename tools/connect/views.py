"""The views agents see: files below flows/views/, in the words of `AWS::Connect::View`."""

from collections.abc import Iterator
from typing import Any

from tools.connect import project
from tools.connect.errors import FlowError
from tools.connect.json_text import parse, read
from tools.connect.render import render

MEMBERS = frozenset({"Name", "Description", "Actions", "Template"})
# Components whose Name is a field of `$.Views.ViewResultData`.
FIELDS = frozenset({"Dropdown", "FormInput", "TextArea"})


def open_view(name: str, language: str = "en") -> dict[str, Any]:
    """Read one of VIEWS in a language: Name, Description, Actions and Template.

    Raises FlowError for a view that Connect would refuse, or that offers an action without a button for it.
    """
    file = f"views/{name}.json"
    if name not in project.VIEWS:
        raise FlowError(file, "view", f"is not one of this project's; use {', '.join(project.VIEWS)}")
    content = render(read(project.FLOWS / file), project.prompts(language), file)
    view = parse(content, file)
    for where, what in problems(view):
        raise FlowError(file, where, what)
    return dict(view)


def problems(view: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON may be offered
    """Find what is wrong with a view, by AWS "Custom views": ids, containers, and actions on both sides."""
    if not isinstance(view, dict) or set(view) != MEMBERS:
        yield "view", f"must be an object of {', '.join(sorted(MEMBERS))}"
        return
    parts = list(components(view["Template"]["Body"]))
    ids = [part["_id"] for part in parts]
    if len(ids) != len(set(ids)):
        yield "Body", "uses an _id twice; give each component its own"
    if any(part["Type"] != "Container" for part in view["Template"]["Body"]):
        yield "Body", "may hold only Containers at its top; put the component into one"
    offered = {part["Props"]["Action"] for part in parts if "Action" in part["Props"]}
    for action in sorted(offered ^ set(view["Actions"])):
        yield action, "stands in only one of Actions and the buttons; add it to, or remove it from, the other"


def components(content: list[Any]) -> Iterator[dict[str, Any]]:
    """Walk every component, however deep; texts are no components."""
    for part in content:
        if isinstance(part, dict):
            yield part
            yield from components(part.get("Content", []))


def fields(view: dict[str, Any]) -> frozenset[str]:
    """Name the fields of a view's form, as `$.Views.ViewResultData` holds them."""
    return frozenset(part["Props"]["Name"] for part in components(view["Template"]["Body"]) if part["Type"] in FIELDS)
