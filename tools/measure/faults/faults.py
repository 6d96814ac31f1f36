"""The faults between a function and AWS, as rules of microburst (README of microburst 0.10, "Rules")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LATE_SECONDS = 2.0


@dataclass(frozen=True, eq=False)
class Fault:
    """One way in which AWS, or the way to it, fails."""

    name: str
    rule: Mapping[str, Any]
    arrives: bool
    """Whether the request is carried out all the same, so that only its answer is lost."""

    @property
    def is_late(self) -> bool:
        """Whether requests are still carried out after their caller has given up."""
        return "latency" in self.rule

    @property
    def is_slow(self) -> bool:
        """Whether functions notice it only after waiting."""
        return self.is_late or "bandwidth_kbps" in self.rule.get("response", {})

    def __str__(self) -> str:
        return self.name


FAULTS = (
    Fault("throttled", {"error": {"code": "ThrottlingException"}}, arrives=False),
    # Carried out two seconds later, whether or not the caller still waits.
    Fault("2 s late", {"latency": LATE_SECONDS * 1000}, arrives=True),
    Fault("reset", {"reset": True}, arrives=False),
    Fault("reply lost", {"response": {"abort_bytes": 0}}, arrives=True),
    # Carried out at once; the body of the answer comes at a tenth of a byte per second.
    Fault("reply held", {"response": {"bandwidth_kbps": 0.0001}}, arrives=True),
    Fault("truncated", {"response": {"truncate_frac": 0.5}}, arrives=True),
    # Changes one byte, to one that is not UTF-8. Two changes could hit the same byte and undo each other.
    Fault("corrupt", {"response": {"corrupt_bytes": 1}}, arrives=True),
    # The answer can still be parsed; only DynamoDB's checksum shows it. Amazon Connect sends no checksum.
    Fault("altered", {"response": {"set_headers": {"x-amz-crc32": "1"}}}, arrives=True),
    Fault("access denied", {"error": {"code": "AccessDeniedException"}}, arrives=False),
    Fault("table missing", {"error": {"code": "ResourceNotFoundException"}}, arrives=False),
)
"""microburst sends `truncated` as a complete answer; to botocore, an answer that is cut off is `reply lost`."""
