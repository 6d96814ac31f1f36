"""The tree of errors that is drawn in the module's docstring."""

import inspect
import re

from denylist import errors


def test_drawn_tree_is_that_of_the_classes() -> None:
    """The root is the deny list's own error; a line is a subclass of the nearest line above that is indented less."""
    above: list[tuple[int, str]] = [(-1, "Exception")]
    for indent, name in re.findall(r"^(\W*)(\w+Error)$", str(errors.__doc__), re.MULTILINE):
        above = [(further, other) for further, other in above if further < len(indent)]
        assert getattr(errors, name).__base__.__name__ == above[-1][1]
        above.append((len(indent), name))
    drawn = set(re.findall(r"\w+Error", str(errors.__doc__)))
    made = {name for name, member in inspect.getmembers(errors, inspect.isclass) if issubclass(member, Exception)}
    assert drawn == made
