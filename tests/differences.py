"""Where two documents differ: path by path, what one has and what the other has there (`None` for nothing)."""

from collections.abc import Iterator


def differences(one: object, other: object) -> dict[str, tuple[object, object]]:
    """Every path at which they differ; a part that only one of them has counts as one path."""
    return {".".join(path): pair for path, pair in _differences(one, other, ())}


def _differences(
    one: object, other: object, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[object, object]]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in [*one, *(name for name in other if name not in one)]:
            yield from _differences(one.get(name), other.get(name), (*path, str(name)))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(left, right, (*path, str(place)))
    elif one != other:
        yield path, (one, other)
