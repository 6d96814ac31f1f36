"""One thing that a check found."""

from dataclasses import dataclass

from tools.connect.errors import FlowError

WRONG, ADVICE = "wrong", "advice"


@dataclass(frozen=True)
class Finding:
    """One thing to fix: the rule that is broken, the block, and the fix in one sentence."""

    rule: str
    where: str
    what: str
    level: str = WRONG

    def error(self, file: str) -> FlowError:
        """The finding as people read it: `file: block: fix`."""
        return FlowError(file, self.where, self.what)
