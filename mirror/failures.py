"""Translates git's output to our errors. Git has one exit code for everything, so its (English, LC_ALL=C) text decides."""

import re
from collections.abc import Iterable

from graph.errors import (
    AccessDenied,
    AetherError,
    BrokenSetup,
    MirrorUnavailable,
    Moved,
    NotARepository,
    Refused,
    RepositoryParseError,
    UnknownRevision,
)
from mirror.names import SHA256


class Damaged(MirrorUnavailable):
    """The mirror itself is damaged or gone. Replacing it costs only a fetch."""


class NoShallow(RepositoryParseError):
    """The server cannot send a commit without its history."""


# The first row that matches decides.
_TABLE: tuple[tuple[str, type[AetherError], str], ...] = (
    (r"No space left on device|Disk quota exceeded", MirrorUnavailable, "The disk with the mirrors is full"),
    (r"mismatched algorithms|object format", RepositoryParseError, SHA256),
    (r"not our ref|unadvertised object|couldn't find remote ref|no such remote ref|Needed a single revision|unknown revision", UnknownRevision, "It has no such revision"),
    (r"does not appear to be a git repo|repository '.*' not found|Repository not found|project you were looking for|is this a git repo|error: 4(04|10)", NotARepository, "There is no git repository, or the credential cannot see it"),
    (r"could not read (Username|Password)|Authentication failed|error: 40[137]|Access denied|Permission denied \(publickey|Load key ", AccessDenied, "The forge requires a credential, or rejects the stored one"),
    (r"Host key verification failed|HOST IDENTIFICATION HAS CHANGED|No matching host key", Refused, "The server's host key differs from those stored with the deploy key"),
    (r"error: 30\d|base from redirection", Moved, "The forge responded with a redirect, which is not followed: the repository was probably renamed"),
    (r"certificate (verif|problem)|CAfile", BrokenSetup, "The forge's certificate is not trusted; set AETHER_CA_BUNDLE to its authority's file"),
    (r"not support shallow (requests|clients)", NoShallow, "The server cannot send a commit without its history"),
    (r"dumb http|not support shallow", RepositoryParseError, "The server supports only an old protocol that cannot send a single commit"),
    (r"transport '.*' not allowed", Refused, "Git was directed to a transport that is not allowed"),
    (r"File too large|signal 25", Refused, "One of its files exceeds the size limit of a fetch"),
    (r"Out of memory", Refused, "One of its objects needs more memory than git may use here"),
    (r"dubious ownership|Permission denied", RepositoryParseError, "The files cannot be read by the user that runs Aether"),
    (r"error: (429|5\d\d)|unable to access|RPC failed|early EOF|hung up|unexpected disconnect|timed out|ssh: |kex_exchange|[cC]onnection (closed|reset|refused)|Could not read from remote repository", MirrorUnavailable, "The forge is unreachable, slow or out of quota; it will be retried"),
    (r"fsck error|error: object [0-9a-f]{40}: ", RepositoryParseError, "It contains objects that violate git's own rules"),
    (r"not a git repository|corrupt|inflate|too short|bad (object|tree|config)|missing (blob|tree|commit)|unable to (read|find|parse)|[cC]ould not (read|parse)|did not receive|cannot be accessed|is empty|unresolved delta|cannot read|broken link|invalid (index-pack|object|sha1)", Damaged, "The mirror is damaged; a new one will be created"),
)  # fmt: skip
_KINDS = tuple((re.compile(pattern), error, text) for pattern, error, text in _TABLE)
_UNSAFE = re.compile(r"[^\x20-\x7e\xa0-\uffff]+")


def failure(about: str, stderr: bytes, secrets: Iterable[str]) -> AetherError:
    """The error for a failed command."""
    lines = [redact(line, secrets) for line in stderr.decode(errors="replace").splitlines()]
    said = " ".join(filter(None, lines))[:400] or "git gave no reason"
    judged = _judged(lines, about)
    for pattern, error, text in _KINDS:
        if any(pattern.search(line) for line in judged if error is not Damaged or "remote error:" not in line):
            return error(f"{about}: {text}. (git: {said})")
    return MirrorUnavailable(f"{about}: git failed. ({said})")


def _judged(lines: Iterable[str], about: str) -> list[str]:
    """The lines without the remote's own remarks, and without its address: a repository may be called `early EOF`."""
    return [line.replace(about, "") for line in lines if not line.startswith("remote:")]


def redact(text: str, secrets: Iterable[str]) -> str:
    """Makes text printable and removes the credential, which a hostile remote could send back."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _UNSAFE.sub(" ", text).strip()
