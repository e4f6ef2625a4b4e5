"""Formats times, counts and commits for display."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from flask import g, session

from api.dashboard import failures
from api.dashboard.sessions import THEME, csrf
from graph import identity
from store.tenants import Token

_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
SPARK_WIDTH, SPARK_HEIGHT = 96, 24


def ago(at: datetime | str | None) -> str:
    """Such as `3 min ago`."""
    if at is None:
        return "never"
    then = datetime.fromisoformat(at) if isinstance(at, str) else at
    seconds = (datetime.now(UTC) - then).total_seconds()
    size, unit = next((each for each in _UNITS if seconds >= each[0]), (1, "s"))
    return "now" if seconds < 1 else f"{int(seconds // size)} {unit} ago"


def duration(seconds: float | None) -> str:
    """In one unit, or in two below a day: `2 h 5 min`."""
    if seconds is None:
        return ""
    if seconds < 10:  # noqa: PLR2004 (below that, tenths matter)
        return f"{seconds:.1f} s"
    for number, (size, unit) in enumerate(_UNITS):
        if seconds >= size:
            rest = int(seconds % size // _UNITS[number + 1][0]) if 0 < number < len(_UNITS) - 1 else 0
            more = f" {rest} {_UNITS[number + 1][1]}" if rest else ""
            return f"{int(seconds // size)} {unit}{more}"
    return ""


def took(run: Any) -> float | None:
    """Seconds from a run's request to its end, or until now."""
    if run.started_at is None:
        return None
    return float(((run.finished_at or datetime.now(UTC)) - run.created_at).total_seconds())


def rate(run: Any) -> str:
    """Files per second of a run in progress."""
    if not run.files_done or run.started_at is None or run.finished_at is not None:
        return ""
    seconds = (datetime.now(UTC) - run.started_at).total_seconds()
    return f"{run.files_done / seconds:,.0f} files/s" if seconds > 1 else ""


def spark(values: Sequence[float]) -> str:
    """The points of a sparkline through these values, the largest at the top."""
    most = max(values)
    step = (SPARK_WIDTH - 4) / max(1, len(values) - 1)
    return " ".join(
        f"{2 + place * step:.1f},{SPARK_HEIGHT - 3 - (SPARK_HEIGHT - 6) * value / (most or 1):.1f}"
        for place, value in enumerate(values)
    )


def shares(languages: Mapping[str, int]) -> str:
    """Languages with their share of the files, the largest first."""
    total = sum(languages.values())
    most = sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [f"{name} {100 * files / total:.0f} %" for name, files in most[:3]]
    return ", ".join(shown) + (f" and {len(most) - 3} more" if len(most) > 3 else "")  # noqa: PLR2004 (the three shown)


def instant(at: datetime | str | None) -> str:
    """To the second, in UTC."""
    if at is None:
        return ""
    then = datetime.fromisoformat(at) if isinstance(at, str) else at
    return then.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


FILTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "ago": ago,
    "instant": instant,
    "duration": duration,
    "took": took,
    "rate": rate,
    "spark": spark,
    "shares": shares,
    "short": lambda commit: (commit or "")[:10],
    "count": lambda number: f"{number:,}",
    "hex": identity.show,
    "failure": failures.explained,
    "unread": failures.unread,
}


def context() -> dict[str, Any]:
    """The template variables of every page."""
    who: Token | None = g.get("caller")
    administers = who is not None and "admin" in who.scopes and who.repositories is None
    may = who.scopes | ({"read", "index", "source"} if "admin" in who.scopes else set()) if who else frozenset()
    return {"who": who, "administers": administers, "may": may, "csrf": csrf, "theme": session.get(THEME, "")}
