"""One thing that a check found."""

from dataclasses import dataclass

from tools.connect.errors import FlowError

WRONG, ADVICE = "wrong", "advice"


@dataclass(frozen=True)
class Finding:
    """One thing to fix: the rule that is broken, the action or line, and the fix in one sentence."""

    rule: str
    where: str
    what: str
    at: str = ""  # line and column, where the file itself is at fault
    level: str = WRONG

    def error(self, file: str) -> FlowError:
        """Say it as people read it: `file: action: fix`, or `file:line:column: what: fix`."""
        return FlowError(f"{file}:{self.at}" if self.at else file, self.where, self.what)
