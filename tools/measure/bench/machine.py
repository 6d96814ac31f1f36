"""The machine on which figures were measured, and when."""

import os
import platform
import ssl
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """What a reader needs to know to judge the figures."""

    processor: str
    cores: int
    kernel: str
    python: str
    openssl: str
    boto3: str
    load: float
    """Processes that wanted to run, over the minute before. On a quiet machine it is near 0."""
    date: str
    """In UTC."""

    @classmethod
    def here(cls) -> "Machine":
        """The machine that we run on, as it is now."""
        return cls(
            processor=_processor(),
            cores=os.cpu_count() or 0,
            kernel=f"{platform.system()} {platform.release().partition('-')[0]}",
            python=f"{platform.python_implementation()} {platform.python_version()} ({platform.machine()})",
            openssl=ssl.OPENSSL_VERSION,
            boto3=version("boto3"),
            load=round(os.getloadavg()[0], 2),
            date=time.strftime("%Y-%m-%d", time.gmtime()),
        )

    @property
    def is_quiet(self) -> bool:
        """Whether little else was running."""
        return self.load < self.cores / 2

    def line(self) -> str:
        """One line for people.

        >>> Machine("Some CPU", 2, "Linux 6.1", "CPython 3.13.1", "OpenSSL 3", "1.44", 0.1, "2026-11-22").line()
        'Some CPU, 2 cores, Linux 6.1, CPython 3.13.1, OpenSSL 3, boto3 1.44; 2026-11-22; load before it 0.1'
        """
        parts = [self.processor, f"{self.cores} cores", self.kernel, self.python, self.openssl, f"boto3 {self.boto3}"]
        return f"{', '.join(parts)}; {self.date}; load before it {self.load}"


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    if known.exists():
        for line in known.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
