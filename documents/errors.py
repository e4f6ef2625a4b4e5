"""Troubleshooting by code: every error of the tree, and every other code that a response or a run can have."""

from collections.abc import Iterator

import graph.errors
import webhook.errors
from api.dashboard.failures import FAILURES, UNREAD, Failure
from documents.tables import code, page, table
from graph.errors import AetherError, Permanent, Transient

ABOUT = """Every refusal and every failed run has a stable code: `code` in an HTTP response (an RFC 9457 problem document), `error_code` of
a run, and the same on the dashboard. The text beside it describes the particular case. `aether doctor` checks the installation,
`aether run show RUN --tenant T` one run.
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
        "Transient: a run that fails with it is retried automatically, three times."
        if issubclass(error, Transient)
        else "A run that fails with it is not retried automatically."
    )
    if error.__module__ == webhook.errors.__name__:
        return f"HTTP {error.status}, from the receiver only.\n\n"
    return f"HTTP {error.status}, exit code {error.exit_code}. {again}\n\n"


def _left_out() -> str:
    rows = [(code(reason), f"The file {what}.", remedy) for reason, (what, remedy) in UNREAD.items()]
    about = "A run succeeds without these files; a graph's `freshness` and a run's result list them with the reason.\n"
    return f"## Skipped files\n\n{about}\n{table(('reason', 'what it means', 'what to do'), rows)}"
