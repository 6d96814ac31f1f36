"""AWS's prices in us-east-1, on demand, without the free tier: the one table that `costs` reckons with.

AWS's own pricing pages are authoritative. The source is a stored copy of one where that showed the price, and
otherwise a page that quotes AWS.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for `per` units, as a source gave it at a date."""

    usd: float
    per: int
    unit: str
    source: str
    seen: str

    def of(self, units: float) -> float:
        """US dollars for that many units."""
        return self.usd * units / self.per


PRICES = {
    "http": Price(1.00, 1_000_000, "HTTP API requests", "AWS, Best Practices for API Gateway Private APIs", "undated"),
    "read": Price(0.125, 1_000_000, "read request units", "airbyte.com, quoting AWS", "2025-07"),
    "write": Price(0.625, 1_000_000, "write request units", "airbyte.com, quoting AWS", "2025-07"),
    "invocation": Price(0.20, 1_000_000, "requests", "AWS, How AWS Pricing Works", "undated"),
    "compute": Price(0.0000166667, 1, "GB-seconds (x86)", "cloudchipr.com, quoting AWS", "2024"),
    "transition": Price(0.025, 1_000, "state transitions", "aws.amazon.com/step-functions/pricing", "undated"),
    "pipe": Price(0.40, 1_000_000, "requests of 64 KB", "cloudburn.io, quoting AWS", "2026-03"),
    "publish": Price(0.50, 1_000_000, "requests", "factualminds.com, quoting AWS", "2026-06"),
    "mail": Price(2.00, 100_000, "e-mails", "factualminds.com, quoting AWS", "2026-06"),
    "log": Price(0.50, 1_000_000_000, "bytes", "factualminds.com, quoting AWS", "2026-06"),
    "trace": Price(5.00, 1_000_000, "traces", "aws.amazon.com/xray/pricing", "undated"),
}

# By the month, whatever happens. No stored copy showed the first two, so check them at
# aws.amazon.com/cloudwatch/pricing and aws.amazon.com/dynamodb/pricing.
MONTHLY = {
    "alarm": Price(0.10, 1, "alarms", "unconfirmed", "2026-11"),
    "recovery": Price(0.20, 1, "GB with point-in-time recovery", "unconfirmed", "2026-11"),
    "metric": Price(0.30, 1, "custom metrics", "signoz.io, quoting AWS", "2026-02"),
    "storage": Price(0.25, 1, "GB stored", "aws.amazon.com/dynamodb/pricing", "undated"),
}


def sources() -> str:
    """Where each price was seen, and when."""
    return "\n".join(
        f"- {price.usd:.10f}".rstrip("0").rstrip(".") + f" / {price.per:,} {price.unit}: {price.source}, {price.seen}"
        for price in [*PRICES.values(), *MONTHLY.values()]
    )
