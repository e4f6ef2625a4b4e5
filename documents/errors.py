"""Troubleshooting by code: every error of the tree, and what else an answer or a run may be refused with."""

from collections.abc import Iterator

import graph.errors
import webhook.errors
from api.dashboard.failures import FAILURES, UNREAD, Failure
from documents.tables import code, page, table
from graph.errors import AetherError, Permanent, Transient

ABOUT = """Every refusal and every failed run has a code that does not change: `code` of an answer over HTTP (a problem document of
RFC 9457), `error_code` of a run, and what the dashboard shows. The text beside it names the case.
`aether doctor` looks at the installation; `aether run show RUN --tenant T` at one run.
"""
OURS = (graph.errors.__name__, webhook.errors.__name__)
ROOTS = (AetherError, Transient, Permanent)  # nobody raises them


def whole() -> str:
    known = {error.code: error for error in tree(AetherError) if error not in ROOTS}
    parts = [f"## {each.code}\n\n{_told(each, known.get(each.code))}" for each in sorted(FAILURES.values())]
    return page("Errors", ABOUT, *parts, _left_out())


def tree(root: type[AetherError]) -> Iterator[type[AetherError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ in OURS:
            yield from tree(child)


def _told(failure: Failure, error: type[AetherError] | None) -> str:
    return f"{failure.meaning}\n\n{_met(error)}**What to do.** {failure.remedy}\n"


def _met(error: type[AetherError] | None) -> str:
    if error is None:
        return ""
    again = (
        "It passes: a run that meets it is tried again by itself, three times."
        if issubclass(error, Transient)
        else "A run that meets it is not tried again by itself."
    )
    if error.__module__ == webhook.errors.__name__:
        return f"HTTP {error.status}, of the receiver alone.\n\n"
    return f"HTTP {error.status}, exit code {error.exit_code}. {again}\n\n"


def _left_out() -> str:
    rows = [(code(reason), f"The file {what}.", remedy) for reason, (what, remedy) in UNREAD.items()]
    about = "A run succeeds without such a file; a graph's `freshness` and a run's result name it by its reason.\n"
    return f"## Files that are left out\n\n{about}\n{table(('reason', 'what it means', 'what to do'), rows)}"
