"""Where a repository lies at its forge: `group/subgroup/name`. Forges compare paths without regard to case."""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

LONGEST_NAME = 100

_PART = r"(?!\.{1,2}(?:/|$))[A-Za-z0-9_.-]+"
_NAMESPACE = re.compile(rf"(?![.-]){_PART}(?:/{_PART}){{0,20}}")
_PATH = re.compile(rf"(?![.-]){_PART}(?:/{_PART}){{1,20}}")


def is_path(text: str) -> bool:
    """Whether it can be the path of a repository: two parts or more, none of which leads elsewhere."""
    return len(text) <= 500 and _PATH.fullmatch(text) is not None  # noqa: PLR2004 (GitLab's longest are half of it)


def is_namespace(text: str) -> bool:
    return len(text) <= 500 and _NAMESPACE.fullmatch(text) is not None  # noqa: PLR2004


def covers(namespace: str, path: str) -> bool:
    return path.lower().startswith(f"{namespace.lower()}/")


def admits(rule: str | None, path: str) -> bool:
    """Whether one of the globs, separated by commas, fits. `*` crosses slashes: `group/*` means its subgroups too."""
    globs = [glob.strip().lower() for glob in (rule or "").split(",")]
    return any(fnmatchcase(path.lower(), glob) for glob in globs if glob)


def tenant_of(path: str, owner: int, namespaces: Mapping[str, int]) -> int | None:
    """A hook without a map serves its own tenant; one with a map serves what the map says, nearest namespace first."""
    if not namespaces:
        return owner
    covering = [namespace for namespace in namespaces if covers(namespace, path)]
    return namespaces[max(covering, key=len)] if covering else None


def renamed(rule: str | None, old: str, new: str) -> str | None:
    """The rule after a namespace has got another name: globs that began with it begin with the new one."""
    if rule is None:
        return None
    globs = [glob.strip() for glob in rule.split(",")]
    return ",".join(new + glob[len(old) :] if covers(old, glob) else glob for glob in globs)


def names(path: str, forge_id: str) -> Iterator[str]:
    """Ids for the repository here, the shortest first; the last is nobody else's."""
    parts = [_plain(part) for part in path.split("/")]
    for count in range(1, len(parts) + 1):
        yield "-".join(parts[-count:]).lstrip("._-")[:LONGEST_NAME] or "repository"
    yield f"{'-'.join(parts).lstrip('._-')[: LONGEST_NAME - 21]}-{forge_id}".lstrip("-")


def _plain(part: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "-", part.lower())
