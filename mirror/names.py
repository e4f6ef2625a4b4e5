"""Validates text that becomes an argument of git, by strict patterns. No other outside text becomes one."""

import re
from typing import NewType

from graph.errors import BadInput, RepositoryParseError

ObjectName = NewType("ObjectName", str)
RefName = NewType("RefName", str)
Revision = NewType("Revision", str)

_SHA1, _SHA256 = re.compile(r"[0-9a-f]{40}"), re.compile(r"[0-9a-f]{64}")
# Git's own rules (`git help check-ref-format`), and no leading dash, so that no ref can be taken for an option.
_REF = re.compile(
    r"(?![-/.])(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|$)))[^\x00-\x20~^:?*\[\\\x7f\ud800-\udfff]{1,250}(?<![/.])"
)
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/@{}~^+-]{0,199}")


def object_name(text: str) -> ObjectName:
    """A full SHA-1 name in lower case."""
    if _SHA256.fullmatch(text):
        raise RepositoryParseError(SHA256)
    if not _SHA1.fullmatch(text):
        raise BadInput(f"{text[:80]!r} is not a commit id: 40 lower-case hexadecimal digits are.")
    return ObjectName(text)


def is_object_name(text: str) -> bool:
    return _SHA1.fullmatch(text) is not None


def ref_name(text: str) -> RefName:
    """A branch, a tag, or a full ref such as `refs/heads/main`."""
    if not _REF.fullmatch(text):
        raise BadInput(f"{text[:80]!r} is not a valid git name for a branch or tag.")
    return RefName(text)


def revision(text: str) -> Revision:
    """A revision as a user writes it for a local repository: `v1.2~3`, `HEAD^`, `1a2b3c4`."""
    if not _REVISION.fullmatch(text):
        raise BadInput(f"{text[:80]!r} is not a revision such as main, v1.2, HEAD~3 or 1a2b3c4.")
    return Revision(text)


SHA256 = (
    "The repository uses SHA-256 object names, which Aether does not read. A repository with SHA-1 names is needed."
)
