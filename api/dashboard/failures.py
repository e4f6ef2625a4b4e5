"""What each reason code means, and what the user can do about it."""

from http import HTTPStatus
from typing import Final, NamedTuple

import structlog
from flask import render_template
from werkzeug.exceptions import HTTPException

from graph.errors import AetherError
from graph.problems import http_problem

_log = structlog.get_logger(__name__)

_OPERATOR: Final = "Ask the operator: `aether doctor` says what is wrong and what to do."


class Failure(NamedTuple):
    code: str
    meaning: str
    remedy: str


UNFORESEEN: Final = ("It ended for a reason that nobody foresaw.", "The worker's log tells more. " + _OPERATOR)

FAILURES: Final = {
    each.code: each
    for each in (
        Failure("access_denied", "The forge wants a credential, or does not accept the stored one.",
                "Give the hook a credential that may read this repository (`aether credential add`), then index again."),
        Failure("bad_input", "A value was not understood.", "Correct what the message names."),
        Failure("broken_setup", "Settings, servers or permissions of this installation are wrong.", _OPERATOR),
        Failure("busy", "Another run works on this branch.", "Nothing: this run waits for it by itself."),
        Failure("conflict", "Something of that name is there already, or is not in a state for this.",
                "Choose another name, or look at what is there."),
        Failure("empty_repository", "The repository has no commit yet.", "Push a commit: its event starts a run."),
        Failure("fenced", "A newer run has overtaken this one; nothing of this one was published.",
                "Nothing: the newer run brings the branch up to date."),
        Failure("forbidden", "Your token may not do this.", "Ask your administrator for a token with the scope that is named."),
        Failure("mirror_unavailable", "The forge is away, slow or out of quota, or the worker's disk is full.",
                "Nothing at first: it is tried again. If it stays, look at the forge's status and at the worker's disk."),
        Failure("moved", "The forge answers with a redirect: the repository was renamed or transferred.",
                "Push once, or send the forge's event of the rename again: its new path is learnt from that."),
        Failure("not_a_repository", "The path or address holds no git repository.", "Register it with its right path."),
        Failure("not_found", "There is nothing of that name that your token may see.",
                "Check the name; a token may also be narrowed to other repositories."),
        Failure("not_indexed", "No graph was published yet.", "Wait for the first run, or start one on the repository's page."),
        Failure("not_kept", "What is asked for was known once and is not kept any more.", "Ask for a newer commit."),
        Failure("overloaded", "Too much of this tenant waits already.", "Ask again when some of it is done."),
        Failure("quarantined", "The run was given up: it ended four times, or its worker was lost as often.",
                "Read how the last one ended; then index again, or let the operator `aether run release` it."),
        Failure("refused", "A rule of this installation forbids the address, the protocol or the path.",
                "Ask the operator whether AETHER_PRIVATE_HOSTS or AETHER_LOCAL_ROOTS should allow it."),
        Failure("repository_inactive", "The repository is archived, suspended or removed, so it is indexed no more.",
                "Make it active again at the forge; its event is followed."),
        Failure("repository_unusable", "The repository cannot be indexed as it is.", "Read the message; push what mends it."),
        Failure("storage_unavailable", "PostgreSQL was away, or gave up for a reason that passes.",
                "Nothing at first: it is tried again. " + _OPERATOR),
        Failure("tenant_invalid", "The tenant is unknown, or may not do this.", "Use a token of the tenant that is meant."),
        Failure("time_limit", "The run took longer than a run may.",
                "Leave out what need not be read (`.aetherignore`), or give the worker more cores; then index again."),
        Failure("too_large", "More was sent than is read.", "Send less."),
        Failure("unauthorised", "The token is unknown or was removed.", "Sign in with another one."),
        Failure("unknown_revision", "The repository has no such branch, tag or commit.",
                "Check the branch's name; a branch that was deleted is retired by its event."),
        Failure("graph_differs", "An audit found that a stored graph is not what a fresh index gives (event `audit.differs`).",
                "Keep what `aether verify` prints and report it; a full index then puts the graph right."),
        Failure("internal_error", "The request failed for a reason that nobody foresaw.",
                "The log of the server has it (`request_failed`): report it with that line."),
        Failure("method_not_allowed", "There is such an address, but not for this method.", "Look the route up in the HTTP API's reference."),
        Failure("too_many_refused", "Too many requests of this address were refused lately; nothing of this one was read.",
                "Compare URLs and secrets of the hooks that send from there, then wait as long as `Retry-After` says."),
        Failure("unexpected", UNFORESEEN[0], UNFORESEEN[1]),
        Failure("unknown_arguments", "A worker met a message that only a newer release understands (event `message.refused`).",
                "Upgrade that worker. The run is done by one that understands it."),
        Failure("unknown_task", "A worker met a task that only a newer release knows (event `message.refused`).",
                "Upgrade that worker. The run is done by one that knows it."),
        Failure("unsupported_media_type", "The body is of another kind than the route reads, or is compressed.",
                "Send `application/json` (a webhook's form is read, too) and look at proxies in between."),
    )
}  # fmt: skip

UNREAD: Final = {
    "partial": ("met a syntax error and is read up to it", "Nothing, if the file is meant to be like that."),
    "symlink": ("is a link, not code", "Nothing."),
    "submodule": ("is another repository", "Register that repository."),
    "ignored": ("is named by .aetherignore", "Change .aetherignore and push."),
    "vendored": ("is somebody else's code by its place", "`-linguist-vendored` in .gitattributes takes it back."),
    "generated": ("says or is named as if a program wrote it", "`linguist-generated=false` in .gitattributes takes back a name."),
    "minified": ("is written for machines", "Nothing; keep its source in the repository."),
    "too_large": ("is larger than AETHER_MAX_FILE_BYTES", "The operator can raise it; most such files are data."),
    "binary": ("is no text", "Nothing."),
    "lfs_pointer": ("is a pointer of Git LFS", "Nothing."),
    "parser_crashed": ("ended the parser", "Index again; if it stays, report the file."),
    "parser_timeout": ("took the parser too long", "Leave it out by .aetherignore, or report it."),
    "parser_failed": ("was not understood by the parser", "Index again; if it stays, report the file."),
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
    return _page(500, "internal_error", "The page failed for a reason that the log of the server tells.")


def _page(status: int, code: str, text: str) -> tuple[str, int]:
    return render_template("failure.html", title=HTTPStatus(status).phrase, text=text, failure=explained(code)), status
