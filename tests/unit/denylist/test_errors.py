"""One tree of errors."""

import inspect
import re

from denylist import errors


def test_tree_is_drawn_as_it_is() -> None:
    """Its root is the deny list's own, and a line further in is a kind of the last line that is less far in."""
    above: list[tuple[int, str]] = [(-1, "Exception")]
    for indent, name in re.findall(r"^(\W*)(\w+Error)$", str(errors.__doc__), re.MULTILINE):
        above = [(further, other) for further, other in above if further < len(indent)]
        assert getattr(errors, name).__base__.__name__ == above[-1][1]
        above.append((len(indent), name))
    drawn = set(re.findall(r"\w+Error", str(errors.__doc__)))
    made = {name for name, member in inspect.getmembers(errors, inspect.isclass) if issubclass(member, Exception)}
    assert drawn == made
