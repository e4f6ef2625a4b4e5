"""What the roles said that nothing explains."""

import json
import re
from collections import Counter
from pathlib import Path

UNEXPECTED = frozenset({"task.unexpected", "request_failed", "parser.failed", "audit.differs"})


def unexplained(directory: Path) -> dict[str, object]:
    """Tracebacks, events that stand for a fault of ours, and all other warnings by their names, for whoever reads them."""
    said = "".join(log.read_text(errors="replace") for log in directory.glob("*.log"))
    events = Counter(
        event["event"]
        for event in map(json.loads, re.findall(r"^\{.*\}$", said, re.MULTILINE))
        if event.get("level") in {"warning", "error", "critical"}
    )
    ends = re.findall(r"^Traceback .*\n(?:[ ].*\n|\n)+(.*)$", said, re.MULTILINE)
    return {
        "tracebacks": dict(Counter(end[:200] for end in ends)),
        "unexpected": sum(events[name] for name in UNEXPECTED),
        "warnings": dict(events.most_common()),
    }
