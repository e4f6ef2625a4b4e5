"""A repository's path on its forge: `group/subgroup/name`. Forges compare these case-insensitively."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

LONGEST_NAME = 100

_PART = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9_.-]+"
_NAMESPACE = re.compile(rf"(?![.-]){_PART}(?:/{_PART}){{0,20}}")
_PATH = re.compile(rf"(?![.-]){_PART}(?:/{_PART}){{1,20}}")


def is_path(text: str) -> bool:
    """Whether this can be a repository's path: at least two parts, none of them `.` or `..`."""
    return len(text) <= 500 and _PATH.fullmatch(text) is not None  # noqa: PLR2004 (GitLab's longest are half of it)


def is_namespace(text: str) -> bool:
    return len(text) <= 500 and _NAMESPACE.fullmatch(text) is not None  # noqa: PLR2004


def covers(namespace: str, path: str) -> bool:
    return path.lower().startswith(f"{namespace.lower()}/")


def admits(rule: str | None, path: str) -> bool:
    """Whether one of the comma-separated globs matches. `*` crosses slashes: `group/*` includes subgroups."""
    globs = [glob.strip().lower() for glob in (rule or "").split(",")]
    return any(fnmatchcase(path.lower(), glob) for glob in globs if glob)


def tenant_of(path: str, owner: int, namespaces: Mapping[str, int]) -> int | None:
    """A hook without a namespace map serves its own tenant. With a map, the longest matching namespace decides; None if
    none matches.
    """
    if not namespaces:
        return owner
    covering = [namespace for namespace in namespaces if covers(namespace, path)]
    return namespaces[max(covering, key=len)] if covering else None


def renamed(rule: str | None, old: str, new: str) -> str | None:
    """The rule after a namespace was renamed: globs that began with the old name begin with the new one."""
    if rule is None:
        return None
    globs = [glob.strip() for glob in rule.split(",")]
    return ",".join(new + glob[len(old) :] if covers(old, glob) else glob for glob in globs)


def names(path: str, forge_id: str) -> Iterator[str]:
    """Candidate ids for a repository, shortest first; the last contains the forge's id and so is unique."""
    parts = [_plain(part) for part in path.split("/")]
    for count in range(1, len(parts) + 1):
        yield "-".join(parts[-count:]).lstrip("._-")[:LONGEST_NAME] or "repository"
    yield f"{'-'.join(parts).lstrip('._-')[: LONGEST_NAME - 21]}-{forge_id}".lstrip("-")


def _plain(part: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "-", part.lower())
