"""What a merge of two commits would be. Mirrors hold no history, so where the two part is asked of commits without files, in a
repository of its own that is gone afterwards: one that leaves objects out at a server's word must not become the mirror.
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

_DEPTH = 1_000  # commits of each side that are fetched first: few requests are older


class Merge(NamedTuple):
    """Where `conflicts` names paths, git would leave the merge to a person, and `tree` is none to build on."""

    base: str  # where the two commits part
    tree: str  # of all files as the merge would leave them
    conflicts: tuple[str, ...]


def parted(directory: Path, access: Access, policy: Policy, ours: ObjectName, theirs: ObjectName) -> ObjectName:
    """The commit that both have in their history. `directory`: of the mirror, beside which this works."""
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
    """Of three commits whose files the mirror has."""

    def ask(asked: command.Command, stdin: bytes) -> bytes:
        return run(asked, seconds=policy.read_seconds, limit=policy.listing_bytes, stdin=stdin)

    root = _alone(ask, directory, base)
    sides = [_alone(ask, directory, each, root) for each in (ours, theirs)]
    tree, *conflicts = ask(command.merge(directory, *sides), b"").split(b"\0")
    named = dict.fromkeys(each.decode("utf-8", "backslashreplace") for each in conflicts if each)
    return Merge(base, object_name(tree.decode()), tuple(named))


def _alone(ask: Ask, directory: Path, commit: ObjectName, *parents: ObjectName) -> ObjectName:
    """The same files under a commit with this history alone: the mirror's own commits have none, and git would find no base."""
    head = ask(command.commit(directory, commit), b"").partition(b"\n")[0]
    lines = [head, *(b"parent %s" % each.encode() for each in parents)]
    nobody = (b"author aether <aether> 0 +0000", b"committer aether <aether> 0 +0000")
    made = ask(command.write_commit(directory), b"\n".join([*lines, *nobody, b"", b""]))
    return object_name(made.decode().strip())
