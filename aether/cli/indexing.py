"""`aether index`: indexes one repository immediately, in this process, with the same code as a worker."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from aether import helpers
from aether.cli.output import document
from aether.composition import Application, application
from aether.settings import Settings
from graph.errors import Busy, EmptyRepository, NotFound, RepositoryParseError, UnknownRevision
from mirror import Heads, Mirror, Remote
from mirror.names import object_name, ref_name
from store.requests import HEADS
from tasks.remotes import from_source
from tasks.requests import repo_id_of
from tasks.retry import Postponed
from tasks.work import Limits
from tasks.workshop import assemble, policy

DETACHED = "detached"
CLAIM_SECONDS = 30  # a head start, so that no worker of a running service takes the run


@click.command()
@click.argument("source")
@click.option("--tenant", default="default", show_default=True)
@click.option("--repo", help="The repository's id; defaults to the last part of SOURCE.")
@click.option("--branch", help="Defaults to the source's current branch, or else 'detached'.")
@click.option("--rev", help="A commit, tag or branch to index as the branch's state.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Number of processes.")
@click.option("--json", "as_json", is_flag=True)
def index(**asked: Any) -> None:
    """Index one git repository: SOURCE is a path, bare or not, or a URL. Committed content only.

    Run again after new commits, it costs only what they change.
    """
    with application() as found:
        result = _index(found, **asked)
    if asked["as_json"]:
        document({name: value for name, value in result.items() if name not in {"success", "metrics"}})
    else:
        _summarise(result)


@click.command(hidden=True)
@click.argument("run_id")
def assist(run_id: str) -> None:
    """A helper process of `aether index --jobs`."""
    with application() as found:
        helpers.assist(found, run_id)


def _index(
    found: Application, source: str, tenant: str, repo: str | None, branch: str | None, rev: str | None, jobs: int,
    as_json: bool,
) -> dict[str, Any]:  # fmt: skip
    """Indexes the source. Errors in it are detected before anything is registered."""
    where = source if "://" in source else str(Path(source).resolve())
    name = repo or repo_id_of(where)
    wanted = _wanted(found.settings, where, branch, rev)
    found.catalogue.repositories.ensure(_tenant(found, tenant), name, where)
    run_id = found.runs.request(
        tenant, name, ref=wanted.branch, full=False, trigger="index", pinned=wanted.commit, delay=CLAIM_SECONDS
    )
    with _Bar(hidden=as_json) as bar, helpers.Helpers(found, jobs) as others:
        parser = assemble(found.settings, found.bridge, found.keyring, _limits(found.settings, jobs), others.call)
        try:
            return _own(parser.parse_repository(run_id, tenant, worker=_me(), report=bar.report), name)
        except Postponed as postponed:
            raise postponed.error from postponed


def _limits(settings: Settings, jobs: int) -> Limits:
    """With several processes, work is shared as soon as there is enough for two."""
    limits = Limits(settings.max_file_bytes)
    return limits if jobs == 1 else limits._replace(alone=1)


def _own(result: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The result of our own run. Another run may have taken the branch, and our request with it, an instant earlier."""
    if not result["success"]:
        raise RepositoryParseError(f"{name} was being indexed by another run, which failed: {result['error']}")
    if "commit" not in result:
        raise Busy(f"{name} is being indexed by another run, which covers this request; try again when it ends.")
    return dict(result)


class _Wanted(NamedTuple):
    branch: str
    commit: str | None  # None: the branch's newest


def _wanted(settings: Settings, where: str, branch: str | None, rev: str | None) -> _Wanted:
    """The branch and commit to index. A revision is resolved in the source; a detached HEAD is indexed as `detached`."""
    (remote,) = from_source(where, settings.local_roots)
    mirror = Mirror(settings.mirrors, policy(settings))
    heads = mirror.ls_remote(remote)
    if not heads.refs:
        raise EmptyRepository(f"{where} has no commits yet. It can be indexed after the first one.")
    name = ref_name(branch.removeprefix(HEADS)) if branch is not None else heads.default
    if rev is not None or name is None:
        return _Wanted(name or DETACHED, _commit(mirror, remote, heads, rev or "HEAD"))
    if HEADS + name not in heads.refs:
        raise UnknownRevision(f"{where} has no branch {name!r}. Its default branch is {heads.default or 'none'}.")
    return _Wanted(name, None)


def _commit(mirror: Mirror, remote: Remote, heads: Heads, rev: str) -> str:
    """The commit of a revision. In a local repository git resolves any syntax; a server resolves only the refs it lists."""
    if remote.local:
        try:
            return mirror.commit_of(remote, rev)
        except UnknownRevision as error:
            raise UnknownRevision(f"{remote.url} has no commit named {rev!r}.") from error
    listed = (heads.refs.get(name) for name in (rev, f"{HEADS}{rev}", f"refs/tags/{rev}"))
    return next(filter(None, listed), None) or object_name(rev)


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _tenant(found: Application, name: str) -> int:
    """The tenant's number. `default` is created when needed; any other tenant must exist."""
    try:
        return found.catalogue.tenants.id(name)
    except NotFound:
        if name != "default":
            raise
        return found.catalogue.tenants.add(name)


class _Bar:
    """A progress bar on stderr; hidden for JSON output."""

    def __init__(self, *, hidden: bool) -> None:
        columns = (TextColumn("{task.description:<8}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
        files = TextColumn("{task.fields[files]}")
        self._progress = Progress(*columns, files, TimeElapsedColumn(), console=Console(stderr=True), disable=hidden)
        self._task = self._progress.add_task("start", total=100, files="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self._progress.update(self._task, description="done", completed=100, files="")
        self._progress.stop()

    def report(self, status: str, progress: int, *, done: int | None = None, known: int | None = None) -> None:
        files = f"{done}/{known} files" if known else ""
        self._progress.update(self._task, description=status, completed=progress, files=files)


def _summarise(result: dict[str, Any]) -> None:
    """Prints a summary for people on stdout."""
    click.echo(f"{result['repo']} ({result['branch']}) at {result['commit']}: {result['mode']}")
    click.echo(f"  {result['files']} files, {result['files_parsed']} parsed, {result['files_relinked']} linked")
    for what in ("nodes", "edges"):
        click.echo(
            f"  {result[what + '_total']} {what}: {result[what + '_created']} created, {result[what + '_deleted']} deleted"
        )
    if result["skipped"]:
        click.echo("  skipped: " + ", ".join(f"{count} {rule}" for rule, count in sorted(result["skipped"].items())))
    if result["partial_files"]:
        click.echo(f"  {result['partial_files']} files with syntax errors, parsed as far as possible")
    click.echo("  seconds: " + ", ".join(f"{name} {value:.2f}" for name, value in result["seconds"].items()))
