"""A mirror: one bare repository on disk with the commits we index, each without its history."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import structlog

from graph.changes import Changes, Entry
from graph.errors import AetherError, EmptyRepository, Refused, RepositoryParseError, UnknownRevision
from mirror import command, listing, merging, trees, upkeep
from mirror.access import Access, admitted
from mirror.command import Command
from mirror.failures import Damaged, NoShallow
from mirror.locking import usable, writing
from mirror.names import ObjectName, RefName, is_object_name, object_name, ref_name, revision
from mirror.objects import Found, Objects
from mirror.policy import Policy
from mirror.remote import Heads, Remote, Target
from mirror.runner import run

_log = structlog.get_logger()


class Mirror:
    """`directory` need not exist, and may vanish at any time, which costs only a fetch. Its lock and scratch lie next to it."""

    def __init__(self, directory: Path, policy: Policy) -> None:
        self.directory = directory.absolute()
        self.policy = policy
        self._held: Objects | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Inside the block all reads share one git process; otherwise each starts its own."""
        with closing(Objects(self.directory, self.policy)) as objects:
            self._held = objects
            try:
                yield
            finally:
                self._held = None

    def fetch(self, remote: Remote, target: Target) -> str:
        """Fetches and keeps the commit that `target` names; its name. Needs no connection if the commit is here already."""
        _sources(target)  # refuses invalid names before anything runs
        with (
            admitted(remote, self.policy) as access,
            usable(self.directory),
            writing(self.directory, self.policy.fetch_seconds),
        ):
            try:
                return self._fetch(access, target)
            except Damaged as error:
                _log.warning("mirror_renewed", mirror=self.directory.name, reason=str(error))
                self._remove()
                return self._fetch(access, target)

    def merge(self, remote: Remote, ours: str, theirs: str) -> merging.Merge:
        """Merges two fetched commits without moving any ref, here or on the remote."""
        sides = object_name(ours), object_name(theirs)
        with admitted(remote, self.policy) as access, usable(self.directory):
            base = merging.parted(self.directory, access, self.policy, *sides)  # before the lock: no fetch waits
            with writing(self.directory, self.policy.fetch_seconds):
                self._fetch(access, Target(commit=base))
                return merging.merged(self.directory, self.policy, base, *sides)

    def ls_remote(self, remote: Remote) -> Heads:
        """The remote's current refs; nothing is fetched."""
        with admitted(remote, self.policy) as access:
            return self._ls_remote(access)

    def default_branch(self, remote: Remote) -> str | None:
        """The branch that the remote's HEAD points to; None if it is detached."""
        return self.ls_remote(remote).default

    def commit_of(self, remote: Remote, asked: str) -> str:
        """The commit that a revision such as `v1.2`, `HEAD~3` or `1a2b3c4` names in a local repository."""
        wanted = revision(asked)
        if not remote.local:
            raise Refused(
                f"{asked!r} can only be looked up in a local repository. Give a branch, a tag or a whole commit id."
            )
        with admitted(remote, self.policy) as access:
            found = run(command.commit_in(access, wanted), seconds=self.policy.read_seconds)
        return object_name(found.decode().strip())

    def changes(self, old: str | None, new: str) -> Changes:
        """The difference between two commits or trees; all of `new` if `old` is None or not kept here."""
        if old is None or not self._kept(object_name(old)):
            return Changes(new, tuple(self.tree(new)), (), whole=True)
        with self._reading() as objects:
            roots = self._all("tree", objects.find([f"{object_name(each)}^{{tree}}" for each in (old, new)]))
            before, after = (root.name for root in roots)
            return trees.differences(new, before, after, partial(self._trees, objects, Counter()))

    def tree(self, commit: str) -> list[Entry]:
        """Every file, symbolic link and submodule of a fetched commit."""
        return listing.entries(self._read(command.tree(self.directory, object_name(commit))))

    def blobs(self, names: Sequence[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Contents in the order given; None for a blob larger than `limit` bytes, which is not read."""
        with self._reading() as objects:
            known = self._blobs(objects, names)
            contents = objects.contents([found for found in known if found.size <= limit])
            for name, found in zip(names, known, strict=True):
                yield name, next(contents) if found.size <= limit else None

    def sizes(self, names: Sequence[str]) -> list[int]:
        """The size of each blob, without reading its content."""
        with self._reading() as objects:
            return [found.size for found in self._blobs(objects, names)]

    def discard(self) -> None:
        """Deletes the mirror; the next fetch creates a new one."""
        with usable(self.directory), writing(self.directory, self.policy.read_seconds):
            self._remove()

    def _remove(self) -> None:
        if self._held is not None:
            self._held.close()  # its git process still has the old files open
        upkeep.remove(self.directory)

    @contextmanager
    def _reading(self) -> Iterator[Objects]:
        with self._or_discard(), self._asking() as objects:
            yield objects

    @contextmanager
    def _asking(self) -> Iterator[Objects]:
        """Without `_or_discard`, for fetches, which replace a damaged mirror themselves."""
        if self._held is not None:
            yield self._held
            return
        with closing(Objects(self.directory, self.policy)) as objects:
            yield objects

    def _blobs(self, objects: Objects, names: Sequence[str]) -> list[Found]:
        return self._all("blob", objects.find([object_name(name) for name in names]))

    def _trees(self, objects: Objects, read: Counter[str], names: Sequence[str]) -> Iterator[bytes]:
        """`read`: counts bytes over all calls, because nested trees can unfold without end."""
        found = self._all("tree", objects.find(names))
        read["bytes"] += sum(each.size for each in found)
        if read["bytes"] > self.policy.listing_bytes:
            raise Refused(
                f"mirror {self.directory.name}: what changed is listed in more than {self.policy.listing_bytes:,} bytes, the limit here."
            )
        return objects.contents(found)

    def _all(self, kind: str, found: list[Found]) -> list[Found]:
        for each in found:
            if each.kind != kind:
                raise Damaged(
                    f"mirror {self.directory.name}: it is damaged ({each.name} {each.kind}); a new one will be created."
                )
        return found

    def _read(self, asked: Command) -> bytes:
        with self._or_discard():
            return run(asked, seconds=self.policy.read_seconds, limit=self.policy.listing_bytes)

    @contextmanager
    def _or_discard(self) -> Iterator[None]:
        """Only a fetch can replace a mirror, so a reader that finds it damaged discards it for the next fetch."""
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
        """Fetches and keeps one source; None if the remote does not have it, or a hint may not be the branch's head."""
        hint = target.onto is not None and source == target.commit
        if hint and self._kept(source):
            return None  # a hint that is here already is not new
        try:
            self._bring(access, source)
        except UnknownRevision:
            return None
        commit = self._keep(access, source)
        return None if hint and not self._is_head(access, commit, target) else commit

    def _bring(self, access: Access, source: ObjectName | RefName) -> None:
        check = upkeep.quota(self.directory, self.policy, access.about)
        try:
            for history in (False, True):
                asked = command.fetch(
                    self.directory, access, source, _into(source), history=history, most=self.policy.fetch_bytes
                )
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
            upkeep.sweep(self.directory)  # a partial pack would occupy the disk until the next fetch
            raise

    def _is_head(self, access: Access, commit: ObjectName, target: Target) -> bool:
        """Whether to accept an event's commit as the head of the ref. If the event moved the ref from the indexed commit, or
        the commit is a child of that one, the remote need not be asked: it is on the branch, and anything later has its own
        event.
        """
        if target.moved:
            return True
        with self._asking() as objects:
            (itself,) = objects.contents(self._all("commit", objects.find([commit])))
        if f"parent {target.onto}".encode() in itself.partition(b"\n\n")[0].splitlines():
            return True
        names = [source for source in _sources(target) if source != target.commit]
        return commit in self._ls_remote(access, *names).refs.values()

    def _keep(self, access: Access, source: ObjectName | RefName) -> ObjectName:
        """Gives the commit its own ref, so that git neither prunes it nor fetches it again. For a commit fetched by name, the
        fetch has already done that.
        """
        into = _into(source)
        with self._asking() as objects:
            (found,) = objects.find([f"{into}^{{commit}}"])
        if found.name != source and into != command.INCOMING:  # the name was that of a tag, or not of a commit
            run(command.forget(self.directory), seconds=self.policy.read_seconds, stdin=f"delete {into}\n".encode())
        if found.kind != "commit":
            raise UnknownRevision(f"{access.about}: what this names is not a commit.")
        commit = object_name(found.name)
        if commit != source:
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


def _into(source: ObjectName | RefName) -> RefName:
    return command.kept(ObjectName(source)) if is_object_name(source) else command.INCOMING


def _sources(target: Target) -> list[ObjectName | RefName]:
    """What to ask the remote for, in order. A short name is tried as a branch, then as a tag."""
    sources: list[ObjectName | RefName] = [] if target.commit is None else [object_name(target.commit)]
    if target.ref is not None:
        name = ref_name(target.ref)
        full = name.startswith("refs/")
        sources += [name] if full else [RefName(f"refs/heads/{name}"), RefName(f"refs/tags/{name}")]
    return sources or [command.HEAD]
