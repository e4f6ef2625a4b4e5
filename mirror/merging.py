"""Computes the merge of two commits. Mirrors have no history, so the merge base is found in a temporary repository of commits
without files. It is separate because a repository with objects omitted at a server's request must never become the mirror.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from graph.errors import RepositoryParseError
from mirror import command
from mirror.access import Access
from mirror.names import ObjectName, object_name
from mirror.policy import Policy
from mirror.runner import run
from mirror.upkeep import HISTORY, quota

Ask = Callable[[command.Command, bytes], bytes]

_DEPTH = 1_000  # commits fetched of each side at first; few requests need more


class Merge(NamedTuple):
    """If there are `conflicts`, git could not complete the merge, and `tree` must not be used."""

    base: str  # the merge base
    tree: str  # the merged tree
    conflicts: tuple[str, ...]


def parted(directory: Path, access: Access, policy: Policy, ours: ObjectName, theirs: ObjectName) -> ObjectName:
    """The merge base. `directory`: the mirror; the temporary repository is created next to it."""
    with tempfile.TemporaryDirectory(prefix=directory.name + HISTORY, dir=directory.parent) as scratch:
        history = Path(scratch) / "history"
        run(command.init(history), seconds=policy.read_seconds)
        check = quota(history, policy, access.about)
        for depth in (_DEPTH, None):
            asked = command.histories(history, access, {ours, theirs}, depth=depth, most=policy.fetch_bytes)
            run(asked, seconds=policy.fetch_seconds, check=check)
            found = run(command.merge_base(history, ours, theirs), seconds=policy.read_seconds).decode().strip()
            if found:
                return object_name(found)
    raise RepositoryParseError(
        f"{access.about}: {ours} and {theirs} have no commit in common, so nothing can be merged."
    )


def merged(directory: Path, policy: Policy, base: ObjectName, ours: ObjectName, theirs: ObjectName) -> Merge:
    """Merges two commits with the given base; the mirror must have the files of all three."""

    def ask(asked: command.Command, stdin: bytes) -> bytes:
        return run(asked, seconds=policy.read_seconds, limit=policy.listing_bytes, stdin=stdin)

    root = _alone(ask, directory, base)
    sides = [_alone(ask, directory, each, root) for each in (ours, theirs)]
    tree, *conflicts = ask(command.merge(directory, *sides), b"").split(b"\0")
    named = dict.fromkeys(each.decode("utf-8", "backslashreplace") for each in conflicts if each)
    return Merge(base, object_name(tree.decode()), tuple(named))


def _alone(ask: Ask, directory: Path, commit: ObjectName, *parents: ObjectName) -> ObjectName:
    """A commit with the same tree but only these parents: with the mirror's own commits git would find no merge base."""
    head = ask(command.commit(directory, commit), b"").partition(b"\n")[0]
    lines = [head, *(b"parent %s" % each.encode() for each in parents)]
    nobody = (b"author aether <aether> 0 +0000", b"committer aether <aether> 0 +0000")
    made = ask(command.write_commit(directory), b"\n".join([*lines, *nobody, b"", b""]))
    return object_name(made.decode().strip())
