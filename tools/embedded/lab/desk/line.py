"""One end of a telephone line: a flow speaks into it and waits, the page shows what was said and sends keys."""

from collections.abc import Mapping
from threading import Condition, RLock
from typing import Any

from tools.connect.run import HungUpError, Pressed, ViewAnswer
from tools.embedded.lab.desk.speech import seconds_of


class Changes:
    """Everything on the desk changes under this one lock, and who waits for a change is woken."""

    def __init__(self) -> None:
        self.lock = Condition(RLock())
        self.count = 0

    def tell(self) -> None:
        """Something has changed."""
        with self.lock:
            self.count += 1
            self.lock.notify_all()

    def wait(self, seen: int, seconds: float) -> bool:
        """Wait for a change after those that were seen; false if none came in time."""
        with self.lock:
            return self.lock.wait_for(lambda: self.count != seen, seconds)


class Line:
    """A person for the interpreter. `said` is what they heard and pressed, oldest first, as pairs of kind and text."""

    def __init__(self, changes: Changes, said: list[tuple[str, str]] | None = None) -> None:
        self.said = [] if said is None else said
        self.speaks = False
        self.asks = False
        self.form: tuple[str, Mapping[str, Any]] | None = None
        self._changes = changes
        self._answer: Pressed = None
        self._gone = False

    # ── What a flow does, in a thread of its own ──────────────────────────────────────────────────

    def hear(self, text: str) -> None:
        """Show a prompt, for as long as it takes to say; no key shortens it."""
        self._answer = None
        self._speak(text)

    def press(self, question: str, seconds: int) -> Pressed:
        """Show a question, and wait for a key until it was said and the time has passed."""
        self._answer, self.asks = None, True
        try:
            return self._speak(question) or self._wait(seconds)
        finally:
            self.asks = False

    def fill_in(self, view: str, data: Mapping[str, Any], seconds: int) -> Pressed:
        """Show a view, and wait for its button."""
        self._answer, self.form = None, (view, data)
        self._changes.tell()
        try:
            return self._wait(seconds)
        finally:
            self.form = None

    def _speak(self, text: str) -> Pressed:
        self.speaks = True
        self.note("voice", text)
        try:
            return self._wait(seconds_of(text))
        finally:
            self.speaks = False
            self._changes.tell()

    def _wait(self, seconds: float) -> Pressed:
        with self._changes.lock:
            self._changes.lock.wait_for(lambda: self._gone or self._answer is not None, seconds)
            if self._gone:
                raise HungUpError
            return self._answer

    # ── What the page does ────────────────────────────────────────────────────────────────────────

    def note(self, kind: str, text: str) -> None:
        """Add to what is shown: `voice` for a prompt, `key` for a key, `note` for what happens on the line."""
        with self._changes.lock:
            self.said.append((kind, text))
            self._changes.tell()

    def key(self, key: str) -> None:
        """Press a key. It only counts while a question waits for the first."""
        with self._changes.lock:
            self.note("key", key)
            if self.asks and self._answer is None:
                self._answer = key
                self._changes.tell()

    def send(self, answer: ViewAnswer) -> None:
        """Press a button of the view that is shown."""
        with self._changes.lock:
            self._answer = answer
            self._changes.tell()

    def hang_up(self) -> None:
        """Leave; a flow that is running ends at once."""
        with self._changes.lock:
            self._gone = True
            self._changes.tell()
