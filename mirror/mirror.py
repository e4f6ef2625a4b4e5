"""A mirror: one bare repository on disk that holds the commits we index, each without its history."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog

from graph.changes import Changes, Entry
from graph.errors import AetherError, EmptyRepository, Refused, RepositoryParseError, UnknownRevision
from mirror import blobs, command, listing, merging, upkeep
from mirror.access import Access, admitted
from mirror.command import Command
from mirror.failures import Damaged, NoShallow
from mirror.locking import usable, writing
from mirror.names import ObjectName, RefName, object_name, ref_name, revision
from mirror.policy import Policy
from mirror.remote import Heads, Remote, Target
from mirror.runner import run

_log = structlog.get_logger()


class Mirror:
    """`directory` need not exist, and may vanish at any time: that costs a fetch. Its parent holds it and its lock only."""

    def __init__(self, directory: Path, policy: Policy) -> None:
        self.directory = directory.absolute()
        self.policy = policy

    def fetch(self, remote: Remote, target: Target) -> str:
        """The commit that `target` names, brought here and kept; a commit that is here already costs no connection."""
        _sources(target)  # a name that git would not take is refused before anything runs
        with (
            admitted(remote, self.policy) as access,
            usable(self.directory),
            writing(self.directory, self.policy.fetch_seconds),
        ):
            try:
                return self._fetch(access, target)
            except Damaged as error:
                _log.warning("mirror_renewed", mirror=self.directory.name, reason=str(error))
                upkeep.remove(self.directory)
                return self._fetch(access, target)

    def merge(self, remote: Remote, ours: str, theirs: str) -> merging.Merge:
        """What merging one commit that was fetched into another would make of its files. No ref moves, here or there."""
        sides = object_name(ours), object_name(theirs)
        with admitted(remote, self.policy) as access, usable(self.directory):
            base = merging.parted(self.directory, access, self.policy, *sides)  # whoever fetches need not wait for it
            with writing(self.directory, self.policy.fetch_seconds):
                self._fetch(access, Target(commit=base))
                return merging.merged(self.directory, self.policy, base, *sides)

    def ls_remote(self, remote: Remote) -> Heads:
        """What the remote has now; nothing is fetched."""
        with admitted(remote, self.policy) as access:
            return self._ls_remote(access)

    def default_branch(self, remote: Remote) -> str | None:
        """The branch that the remote's HEAD names, None where it is detached."""
        return self.ls_remote(remote).default

    def commit_of(self, remote: Remote, asked: str) -> str:
        """The commit that a person names in a local repository: `v1.2`, `HEAD~3`, `1a2b3c4`."""
        wanted = revision(asked)
        if not remote.local:
            raise Refused(
                f"{asked!r} can only be looked up in a local repository. Give a branch, a tag or a whole commit id."
            )
        with admitted(remote, self.policy) as access:
            found = run(command.commit_in(access, wanted), seconds=self.policy.read_seconds)
        return object_name(found.decode().strip())

    def changes(self, old: str | None, new: str) -> Changes:
        """From tree to tree; the whole tree of `new` where `old` is None or not kept here."""
        if old is None or not self._kept(object_name(old)):
            return Changes(new, tuple(self.tree(new)), (), whole=True)
        differences = command.differences(self.directory, object_name(old), object_name(new))
        return listing.changes(new, self._read(differences))

    def tree(self, commit: str) -> list[Entry]:
        """Every file, symbolic link and submodule of a commit that was fetched."""
        return listing.entries(self._read(command.tree(self.directory, object_name(commit))))

    def blobs(self, names: Sequence[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """In the order given; None for one larger than `limit` bytes, which is not read."""
        with self._or_discard():
            yield from blobs.read(self.directory, names, limit, self.policy)

    def sizes(self, names: Sequence[str]) -> list[int]:
        """Bytes of each blob; nothing is read."""
        with self._or_discard():
            return blobs.sizes(self.directory, names, self.policy)

    def discard(self) -> None:
        """Deletes the mirror; the next fetch makes a new one."""
        with usable(self.directory), writing(self.directory, self.policy.read_seconds):
            upkeep.remove(self.directory)

    def _read(self, asked: Command) -> bytes:
        with self._or_discard():
            return run(asked, seconds=self.policy.read_seconds, limit=self.policy.listing_bytes)

    @contextmanager
    def _or_discard(self) -> Iterator[None]:
        """Only a fetch can mend a mirror, so a reader that finds it damaged makes the next fetch start afresh."""
        try:
            with usable(self.directory):
                yield
        except Damaged as error:
            _log.warning("mirror_discarded", mirror=self.directory.name, reason=str(error))
            self.discard()
            raise

    def _fetch(self, access: Access, target: Target) -> str:
        upkeep.prepare(self.directory, self.policy)
        if target.onto is None and target.commit is not None and self._kept(target.commit):
            return target.commit
        for source in _sources(target):
            found = self._brought(access, source, target)
            if found is not None:
                return found
        raise self._unknown(access, target)

    def _brought(self, access: Access, source: ObjectName | RefName, target: Target) -> str | None:
        """The commit, now kept; None where the remote has no such source, or the branch may be at another one."""
        hint = target.onto is not None and source == target.commit
        if hint and self._kept(source):
            return None  # what is here already is no news
        try:
            self._bring(access, source)
        except UnknownRevision:
            return None
        commit = self._keep(access)
        return None if hint and not self._is_head(access, commit, target) else commit

    def _bring(self, access: Access, source: ObjectName | RefName) -> None:
        check = upkeep.quota(self.directory, self.policy, access.about)
        try:
            for history in (False, True):
                asked = command.fetch(self.directory, access, source, history=history, most=self.policy.fetch_bytes)
                try:
                    run(asked, seconds=self.policy.fetch_seconds, check=check)
                except NoShallow:
                    if history:
                        raise
                    _log.info("mirror_with_history", mirror=self.directory.name, remote=access.about)
                else:
                    return
        except UnknownRevision:
            raise
        except AetherError:
            upkeep.sweep(self.directory)  # half a pack would fill the disk until the next fetch
            raise

    def _is_head(self, access: Access, commit: ObjectName, target: Target) -> bool:
        """Whether an event's commit is what the ref is at. One that the indexed commit moved to, or that was made on top of
        it, needs no question: it is the branch's way, and whatever came after it has an event of its own.
        """
        if target.moved:
            return True
        itself = run(command.commit(self.directory, commit), seconds=self.policy.read_seconds)
        if f"parent {target.onto}".encode() in itself.partition(b"\n\n")[0].splitlines():
            return True
        names = [source for source in _sources(target) if source != target.commit]
        return commit in self._ls_remote(access, *names).refs.values()

    def _keep(self, access: Access) -> ObjectName:
        """Under a ref of its own, so that git neither loses the commit nor sends it again."""
        try:
            found = run(command.commit_at(self.directory, command.INCOMING), seconds=self.policy.read_seconds)
        except UnknownRevision as error:
            raise UnknownRevision(f"{access.about}: what this names is not a commit.") from error
        commit = object_name(found.decode().strip())
        run(command.keep(self.directory, commit), seconds=self.policy.read_seconds)
        upkeep.tidy(self.directory, self.policy)
        return commit

    def _kept(self, commit: str) -> bool:
        return upkeep.touch(self.directory, object_name(commit))

    def _unknown(self, access: Access, target: Target) -> RepositoryParseError:
        heads = self._ls_remote(access)
        if not heads.refs:
            return EmptyRepository(f"{access.about} has no commit yet. It is indexed after the first push.")
        missing = target.ref or target.commit or "HEAD"
        return UnknownRevision(f"{access.about} has no {missing}. Its default branch is {heads.default or 'none'}.")

    def _ls_remote(self, access: Access, *names: str) -> Heads:
        asked = command.ls_remote(self.directory, access, *names)
        printed = run(asked, seconds=self.policy.read_seconds, limit=self.policy.listing_bytes)
        return listing.heads(printed.decode("utf-8", "surrogateescape"))


def _sources(target: Target) -> list[ObjectName | RefName]:
    """What to ask the remote for, in this order. A short name is a branch before it is a tag."""
    sources: list[ObjectName | RefName] = [] if target.commit is None else [object_name(target.commit)]
    if target.ref is not None:
        name = ref_name(target.ref)
        full = name.startswith("refs/")
        sources += [name] if full else [RefName(f"refs/heads/{name}"), RefName(f"refs/tags/{name}")]
    return sources or [command.HEAD]
