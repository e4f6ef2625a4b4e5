"""Pull and merge requests as JSON and as Markdown, identical over HTTP, on the command line and over MCP."""

from collections.abc import Iterator
from typing import Any

from api import change_views
from api.change_page import code, page
from store.pulls import PullRow


def state(found: PullRow) -> str:
    """One of waiting, answered, conflicts and failed."""
    if found.answer is None:
        return "failed" if found.error_code and not found.waits else "waiting"
    return "conflicts" if found.answer.conflicts else "answered"


def summary(found: PullRow) -> dict[str, Any]:
    answer = found.answer
    return {
        "number": found.number,
        "base": found.base,
        "head": found.head,
        "told_at": found.told_at.isoformat(),
        "state": state(found),
        "current": not (found.waits or found.base_moved),
        "base_commit": answer and answer.base_commit,
        "base_moved": found.base_moved,
        "head_commit": answer and answer.head_commit,
        "merge_base": answer and answer.merge_base,
        "conflicts": list(answer.conflicts) if answer else [],
        "error": {"code": found.error_code, "detail": found.error} if found.error_code else None,
        "answered_at": found.answered_at and found.answered_at.isoformat(),
    }


def document(found: PullRow, most: int = change_views.MOST) -> dict[str, Any]:
    """At most that many entries per list of the change."""
    change = found.answer and found.answer.change
    return summary(found) | {"change": change and change_views.document(change, most)}


def as_page(found: PullRow, repo: str) -> str:
    change = found.answer and found.answer.change
    head = f"**Request {found.number}** at {code(found.head[:12])}, into {code(found.base)}"
    return "\n\n".join([head, *_remarks(found)]) + "\n" + (f"\n{page(change, repo)}" if change else "")


def _remarks(found: PullRow) -> Iterator[str]:
    """Remarks that accompany the change, or take its place."""
    answer = found.answer
    if answer and answer.conflicts:
        paths = "\n".join(f"- {code(each)}" for each in answer.conflicts)
        yield f"It cannot be merged into {code(answer.base_commit[:12])} without resolving conflicts in:\n\n{paths}"
    if answer and answer.head_commit != found.head:
        yield f"This was computed for an earlier head, {code(answer.head_commit[:12])}; the newest is being computed."
    if answer and found.base_moved:
        yield f"The base has moved since: this was computed for {code(answer.base_commit[:12])}."
    if found.error_code:
        yield f"{'It will be retried' if found.waits else 'There is no answer'}: {found.error} ({found.error_code})"
    elif answer is None:
        yield "It has not been computed yet."
