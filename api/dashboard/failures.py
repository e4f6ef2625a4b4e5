"""What each reason code means, and what the user can do about it."""

from http import HTTPStatus
from typing import Final, NamedTuple

import structlog
from flask import render_template
from werkzeug.exceptions import HTTPException

from graph.errors import AetherError
from graph.problems import http_problem

_log = structlog.get_logger(__name__)

_OPERATOR: Final = "Ask the operator: `aether doctor` shows what is wrong and what to do."


class Failure(NamedTuple):
    code: str
    meaning: str
    remedy: str


UNFORESEEN: Final = ("It failed for an unexpected reason.", "See the worker's log. " + _OPERATOR)

FAILURES: Final = {
    each.code: each
    for each in (
        Failure("access_denied", "The forge requires a credential, or rejects the stored one.",
                "Give the hook a credential that can read this repository (`aether credential add`), then index again."),
        Failure("bad_input", "A value is invalid.", "Correct the value that the message names."),
        Failure("broken_setup", "The settings, servers or permissions of this installation are wrong.", _OPERATOR),
        Failure("busy", "Another run is working on this branch.", "Nothing: this run waits for it automatically."),
        Failure("conflict", "Something of that name already exists, or its state does not allow this.",
                "Choose another name, or check what exists."),
        Failure("empty_repository", "The repository has no commits yet.", "Push a commit: its event starts a run."),
        Failure("fenced", "A newer run has overtaken this one; this one published nothing.",
                "Nothing: the newer run brings the branch up to date."),
        Failure("forbidden", "Your token does not permit this.", "Ask your administrator for a token with the scope named in the message."),
        Failure("mirror_unavailable", "The forge is unreachable, slow or out of quota, or the worker's disk is full.",
                "Nothing at first: it is retried. If it persists, check the forge's status and the worker's disk."),
        Failure("moved", "The forge responds with a redirect: the repository was renamed or transferred.",
                "Push once, or redeliver the forge's rename event: either one tells us the new path."),
        Failure("not_a_repository", "There is no git repository at this path or address.", "Register it with the correct path."),
        Failure("not_found", "Nothing of that name exists, or your token may not see it.",
                "Check the name; the token may also be limited to other repositories."),
        Failure("not_indexed", "No graph has been published yet.", "Wait for the first run, or start one on the repository's page."),
        Failure("not_kept", "The requested data is no longer kept.", "Ask for a newer commit."),
        Failure("overloaded", "This tenant has too many pending requests.", "Try again when some of them are done."),
        Failure("quarantined", "The run was given up after four executions failed or lost their worker.",
                "Find out why the last execution failed; then index again, or ask the operator to `aether run release` it."),
        Failure("refused", "This installation's rules forbid the address, the protocol or the path.",
                "Ask the operator whether AETHER_PRIVATE_HOSTS or AETHER_LOCAL_ROOTS should allow it."),
        Failure("repository_inactive", "The repository is archived, suspended or removed, so it is no longer indexed.",
                "Reactivate it at the forge; the event is picked up."),
        Failure("repository_unusable", "The repository cannot be indexed as it is.", "Read the message and push a fix."),
        Failure("storage_unavailable", "PostgreSQL is unreachable, or failed for a transient reason.",
                "Nothing at first: it is retried. " + _OPERATOR),
        Failure("tenant_invalid", "The tenant is unknown, or may not do this.", "Use a token of the right tenant."),
        Failure("time_limit", "The run exceeded the time limit.",
                "Exclude files that need not be indexed (`.aetherignore`), or give the worker more cores; then index again."),
        Failure("too_large", "The request is too large.", "Send less."),
        Failure("unauthorised", "The token is unknown, expired or revoked.", "Sign in with another one."),
        Failure("unknown_revision", "The repository has no such branch, tag or commit.",
                "Check the branch's name; a deleted branch is retired by its event."),
        Failure("graph_differs", "An audit found that a stored graph differs from a fresh index (event `audit.differs`).",
                "Save the output of `aether verify` and report it; a full index then repairs the graph."),
        Failure("internal_error", "The request failed for an unexpected reason.",
                "The server's log has an entry `request_failed`: include it in a report."),
        Failure("method_not_allowed", "The address exists, but not for this method.", "Look the route up in the HTTP API reference."),
        Failure("too_many_refused", "Too many requests from this address were refused recently; this one was not read.",
                "Check URLs and secrets of the hooks that send from there, then wait as long as `Retry-After` says."),
        Failure("unexpected", UNFORESEEN[0], UNFORESEEN[1]),
        Failure("unknown_arguments", "A worker received a message that only a newer release understands (event `message.refused`).",
                "Upgrade that worker. A worker that understands the message executes the run."),
        Failure("unknown_task", "A worker received a task that only a newer release knows (event `message.refused`).",
                "Upgrade that worker. A worker that knows the task executes the run."),
        Failure("unsupported_media_type", "The body has a content type that the route does not accept, or is compressed.",
                "Send `application/json` (webhooks may also send a form), and check proxies in between."),
    )
}  # fmt: skip

UNREAD: Final = {
    "partial": ("has a syntax error; what could be parsed is kept", "Nothing, if the file is meant to be like that."),
    "symlink": ("is a symbolic link, not code", "Nothing."),
    "submodule": ("is another repository", "Register that repository."),
    "ignored": ("is excluded by .aetherignore", "Change .aetherignore and push."),
    "vendored": ("is third-party code, judging by its directory", "`-linguist-vendored` in .gitattributes includes it again."),
    "generated": ("was generated by a program, according to its content or name", "`linguist-generated=false` in .gitattributes overrides a name."),
    "minified": ("is minified", "Nothing; keep its source in the repository."),
    "too_large": ("is larger than AETHER_MAX_FILE_BYTES", "The operator can raise it; most such files are data."),
    "binary": ("is not text", "Nothing."),
    "lfs_pointer": ("is a Git LFS pointer", "Nothing."),
    "parser_crashed": ("crashed the parser", "Index again; if it persists, report the file."),
    "parser_timeout": ("took the parser too long", "Exclude it in .aetherignore, or report it."),
    "parser_failed": ("triggered a bug in the parser", "Index again; if it persists, report the file."),
}  # fmt: skip


def explained(code: str | None) -> Failure:
    return FAILURES.get(code or "", Failure(code or "unexpected", *UNFORESEEN))


def unread(reason: str) -> Failure:
    return Failure(reason, *UNREAD.get(reason, ("was left out", "Nothing.")))


def page(error: AetherError) -> tuple[str, int]:
    """An error page with the status that the API would return."""
    return _page(error.status, error.code, str(error))


def unforeseen(error: Exception) -> tuple[str, int]:
    if isinstance(error, HTTPException) and error.code:
        return _page(error.code, http_problem(error.code, "")["code"], error.description or "")
    _log.error("request_failed", exc_info=error)
    return _page(500, "internal_error", "The page failed; the server's log says why.")


def _page(status: int, code: str, text: str) -> tuple[str, int]:
    return render_template("failure.html", title=HTTPStatus(status).phrase, text=text, failure=explained(code)), status
