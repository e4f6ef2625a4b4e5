"""What the roles said that nothing explains."""

import json
import re
import sys
from collections import Counter
from pathlib import Path

UNEXPECTED = frozenset({"task.unexpected", "request_failed", "parser.failed", "audit.differs"})
TRACEBACK = re.compile(r"^Traceback .*\n(?:[ ].*\n|\n)+.*$", re.MULTILINE)
# Celery tells so of a broker that was restarted, before it connects again.
EXPLAINED = re.compile(
    r"ConnectionError: the connection to the broker|redis\.exceptions\.ConnectionError|Connection\w*Error: \[Errno|kombu\.exceptions\.OperationalError"
)


def unexplained(directory: Path) -> dict[str, object]:
    """Tracebacks, events that stand for a fault of ours, and all other warnings by their names, for whoever reads them."""
    said = "".join(log.read_text(errors="replace") for log in directory.glob("*.log"))
    told = [
        event
        for event in map(json.loads, re.findall(r"^\{.*\}$", said, re.MULTILINE))
        if event.get("level") in {"warning", "error", "critical"}
    ]
    events = Counter(event["event"] for event in told)
    unexpected = [event for event in told if event["event"] in UNEXPECTED]
    traces = [
        *(each[0] for each in TRACEBACK.finditer(said)),
        *(event["exception"] for event in told if "exception" in event),
    ]
    found = [trace for trace in traces if not EXPLAINED.match(_last(trace))]
    for each in found + [event for event in unexpected if "exception" not in event]:
        print(each, file=sys.stderr)
    return {
        "tracebacks": dict(Counter(_last(trace)[:200] for trace in found)),
        "unexpected": len(unexpected),
        "warnings": dict(events.most_common()),
    }


def _last(trace: str) -> str:
    """What was raised, in a line."""
    return trace.rstrip().rsplit("\n", 1)[-1]
