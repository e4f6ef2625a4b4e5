"""The first verb: the wanted commit is in the mirror."""

from typing import NamedTuple

from graph.errors import AetherError, NotARepository, UnknownRevision
from mirror import Remote, Target
from tasks.work import Work

HEAD = "HEAD"  # the branch of a run whose repository has not told its default branch yet


class Fetched(NamedTuple):
    commit: str
    branch: str  # its name, learned now where the run did not know it


def fetch(work: Work) -> Fetched:
    """The commit that the branch is at now. What an event said is a hint; the remote is asked."""
    with work.stage("fetch", 30):
        missing: AetherError | None = None
        for remote in work.remotes:
            try:
                return _from(work, remote)
            except NotARepository as error:
                missing = missing or error
        raise missing or UnknownRevision("no remote is known for this repository")


def _from(work: Work, remote: Remote) -> Fetched:
    claim = work.claim
    if claim.pinned is not None:
        return Fetched(work.mirror.fetch(remote, Target(commit=claim.pinned)), claim.branch)
    branch = _default(work, remote) if claim.branch == HEAD else claim.branch
    ref = None if branch == HEAD else f"refs/heads/{branch}"
    return Fetched(work.mirror.fetch(remote, Target(ref=ref)), branch)


def _default(work: Work, remote: Remote) -> str:
    """The name of the remote's default branch, kept for the next time; HEAD where it has none."""
    branch = work.mirror.default_branch(remote)
    if branch is None:
        return HEAD
    work.catalogue.repositories.learn_default(work.claim.tenant_id, work.claim.repository_id, branch)
    return branch
