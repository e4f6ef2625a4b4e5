"""The receiver's metrics. Labels are closed vocabularies; nothing a stranger sends becomes a label."""

from prometheus_client import Counter, Histogram

DELIVERIES = Counter(
    "aether_webhook_deliveries_total",
    "Webhook requests by forge ('unknown' before the hook is found) and outcome (of the receipt, else the error's code).",
    ["forge", "outcome"],
)
UNMAPPED_NAMESPACES = Counter(
    "aether_webhook_unmapped_total",
    "Verified deliveries whose namespace the hook's map assigns to no tenant.",
    ["forge"],
)
SECONDS = Histogram("aether_webhook_seconds", "Time from reading the first byte of a webhook request to its response.")
