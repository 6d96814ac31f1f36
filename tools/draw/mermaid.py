"""Flowcharts in Mermaid, which GitHub draws inside a document."""

from collections.abc import Iterable

SHAPES = {"box": ('["', '"]'), "choice": ('{{"', '"}}'), "round": ('(["', '"])')}
BLUE, AMBER, VIOLET, GREY, GREEN, RED = "blue", "amber", "violet", "grey", "green", "red"
# Each colour sets the colour of its text, too, so that a chart can be read on a dark page.
COLOURS = {
    BLUE: "fill:#ddf4ff,stroke:#0969da",
    AMBER: "fill:#fff8c5,stroke:#9a6700",
    VIOLET: "fill:#fbefff,stroke:#8250df",
    GREY: "fill:#f6f8fa,stroke:#57606a",
    GREEN: "fill:#dafbe1,stroke:#1a7f37",
    RED: "fill:#ffebe9,stroke:#cf222e",
}
PLAIN = " .,:;!?'()+-=/_…“”≥≤λ$"
"""The characters besides letters and digits that need no escape in a text."""


class Chart:
    """One flowchart, line by line. A node has the name that its state or block has in the file."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._lines: list[str] = []
        self._used: set[str] = set()

    def add_node(self, name: str, lines: Iterable[str], shape: str, colour: str) -> None:
        """A box with these lines of text."""
        left, right = SHAPES[shape]
        self._used.add(colour)
        self._lines.append(f"  {self._id(name)}{left}{_text(lines)}{right}:::{colour}")

    def begin_frame(self, name: str) -> None:
        """Begin a frame around the nodes that are added before `end_frame`."""
        self._lines += [f'  subgraph {self._id(name)}["{_text([name])}"]', "  direction TB"]

    def end_frame(self) -> None:
        """End the frame."""
        self._lines.append("  end")

    def add_way(self, source: str, target: str, words: Iterable[str] = (), *, is_failure: bool = False) -> None:
        """An arrow with the reasons to go there; dashed if only a failure leads there."""
        text = _text(words)
        arrow = "-.->" if is_failure else "-->"
        self._lines.append(f"  {self._id(source)} {arrow}{f'|"{text}"|' if text else ''} {self._id(target)}")

    def add_start(self, name: str) -> None:
        """A point that leads to the node where everything begins."""
        self._lines.append(f'  start{self._id(name)}((" ")) --> {self._id(name)}')

    def _id(self, name: str) -> str:
        """The node's id. It is one of ours, because Mermaid reserves some words, such as `end`."""
        return f"n{self._numbers.setdefault(name, len(self._numbers))}"

    def __str__(self) -> str:
        """The chart as a code block of a document."""
        colours = [f"  classDef {name} {COLOURS[name]},color:#1f2328" for name in COLOURS if name in self._used]
        return "\n".join(["```mermaid", "flowchart TD", *colours, *self._lines, "```"])


def _text(lines: Iterable[str]) -> str:
    """Lines of text, with every character escaped that Mermaid or a browser would take for code."""
    return "<br>".join("".join(c if c.isalnum() or c in PLAIN else f"#{ord(c)};" for c in line) for line in lines)
