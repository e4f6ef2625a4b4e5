"""The difference, according to git, between the indexed commit and the wanted one. Made by mirror, used by tasks."""

from typing import NamedTuple

SYMLINK, GITLINK = 0o120000, 0o160000


class Entry(NamedTuple):
    """One name in a commit's tree."""

    path: bytes
    mode: int  # git's: 0o100644, 0o100755, SYMLINK or GITLINK
    blob: str  # hexadecimal object name; for a GITLINK the commit of the submodule
    skipped: str = ""  # the rule that excludes it by its path; git leaves this empty


class Changes(NamedTuple):
    """From the indexed commit to the wanted one. Trees are compared, so force pushes and gaps need no special case."""

    commit: str
    put: tuple[Entry, ...]  # added, or with another blob or mode
    gone: tuple[bytes, ...]
    whole: bool = False  # there was nothing to compare with: `put` is the whole tree, and anything not in it is gone
