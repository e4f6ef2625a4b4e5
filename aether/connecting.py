"""Registers a forge's repositories by rule. Each further run reconciles repositories that moved, were archived or vanished."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from aether.composition import Application
from graph import namespaces
from graph.errors import Refused
from store.repositories import Repository
from tasks.forge_listing import Listed


class Action(StrEnum):
    REGISTER = "register"
    MOVE = "move"
    ARCHIVE = "archive"
    RESTORE = "restore"
    KEEP = "keep"
    LEAVE = "leave"


class Rule(NamedTuple):
    """Which repositories to register. Globs match whole paths; `*` also matches slashes."""

    include: Sequence[str]
    exclude: Sequence[str] = ()
    archived: bool = False
    forks: bool = False

    def refusal(self, listed: Listed) -> str:
        """Why the repository is excluded, or '' if it is not."""
        if not self.covers(listed.path):
            return "not included"
        if listed.archived and not self.archived:
            return "archived"
        return "fork" if listed.fork and not self.forks else ""

    def covers(self, path: str) -> bool:
        wanted, unwanted = (
            any(namespaces.admits(glob, path) for glob in globs) for globs in (self.include, self.exclude)
        )
        return wanted and not unwanted


class Hook(NamedTuple):
    """The hook that will announce the pushes, and the tenants of its namespaces."""

    hook_id: str
    tenant_id: int
    namespaces: Mapping[str, int]


def served(found: Application, tenant_id: int, hook_id: str) -> Hook:
    return Hook(hook_id, tenant_id, found.catalogue.hooks.namespaces(tenant_id, hook_id))


class Registered(NamedTuple):
    tenant_id: int
    repository: Repository


class Step(NamedTuple):
    action: Action
    path: str
    tenant_id: int | None
    reason: str = ""
    listed: Listed | None = None
    registered: Repository | None = None


def connect(found: Application, hook: Hook, listed: Sequence[Listed], rule: Rule, *, dry_run: bool) -> list[Step]:
    """The steps that were or would be performed, in their order: the most recently pushed repositories are queued first."""
    steps = plan(listed, registered(found, hook), rule, hook)
    return steps if dry_run else [perform(found, hook, step) for step in steps]


def registered(found: Application, hook: Hook) -> list[Registered]:
    """The registered repositories of every tenant that the hook serves."""
    tenants = sorted({hook.tenant_id, *hook.namespaces.values()})
    return [
        Registered(tenant_id, each)
        for tenant_id in tenants
        for each in found.catalogue.repositories.all(tenant_id)
        if each.hook_id == hook.hook_id
    ]


def plan(listed: Sequence[Listed], known: Sequence[Registered], rule: Rule, hook: Hook) -> list[Step]:
    by_number: dict[str, list[Registered]] = {}
    for each in known:
        by_number.setdefault(each.repository.forge_id or "", []).append(each)
    steps = [
        step
        for each in listed
        for step in (_known(each, by_number[each.forge_id]) if each.forge_id in by_number else [_new(each, rule, hook)])
    ]
    return steps + list(_missing(known, {each.forge_id for each in listed}, rule))


def _new(listed: Listed, rule: Rule, hook: Hook) -> Step:
    tenant_id = namespaces.tenant_of(listed.path, hook.tenant_id, hook.namespaces)
    refusal = rule.refusal(listed) or ("namespace of no tenant" if tenant_id is None else "")
    return Step(Action.LEAVE if refusal else Action.REGISTER, listed.path, tenant_id, refusal, listed)


def _known(listed: Listed, known: Iterable[Registered]) -> list[Step]:
    """The step for a known repository. It stays registered even if the rule no longer matches."""
    return [Step(_change(listed, each), listed.path, tenant_id, "", listed, each) for tenant_id, each in known]


def _change(listed: Listed, known: Repository) -> Action:
    if listed.path != known.path:
        return Action.MOVE
    if listed.archived and known.state == "active":
        return Action.ARCHIVE
    return Action.RESTORE if known.state == "archived" and not listed.archived else Action.KEEP


def _missing(known: Sequence[Registered], seen: set[str], rule: Rule) -> Iterable[Step]:
    """The step for a repository that was deleted or that the credential can no longer see. Its graph stays available, and
    indexing resumes when the repository reappears.
    """
    for tenant_id, each in known:
        if each.state == "active" and each.forge_id not in seen and rule.covers(each.path or ""):
            yield Step(Action.ARCHIVE, each.path or "", tenant_id, "the forge no longer shows it", None, each)


def perform(found: Application, hook: Hook, step: Step) -> Step:
    """Performs the step and returns its outcome. A repository beyond the tenant's limit is skipped; the others continue."""
    if step.tenant_id is not None and step.action in _PERFORM:
        try:
            _PERFORM[step.action](found, hook, step, step.tenant_id)
        except Refused as error:
            return step._replace(action=Action.LEAVE, reason=str(error))
    return step


def _register(found: Application, hook: Hook, step: Step, tenant_id: int) -> None:
    if step.listed is None:
        return
    name = found.catalogue.repositories.adopt(
        tenant_id, hook.hook_id, step.listed.forge_id, step.path,
        default_branch=step.listed.default_branch, visibility=step.listed.visibility,
    )  # fmt: skip
    if step.listed.default_branch is not None:  # otherwise it is empty, and its first push will be indexed
        _index(found, tenant_id, name)


def _move(found: Application, _hook: Hook, step: Step, tenant_id: int) -> None:
    if step.registered is not None:
        found.catalogue.repositories.rename(tenant_id, step.registered.repository_id, step.path)


def _archive(found: Application, _hook: Hook, step: Step, tenant_id: int) -> None:
    if step.registered is not None:
        found.catalogue.repositories.archive(tenant_id, step.registered.name)


def _restore(found: Application, _hook: Hook, step: Step, tenant_id: int) -> None:
    if step.registered is not None:
        found.catalogue.repositories.restore(tenant_id, step.registered.name)
        _index(found, tenant_id, step.registered.name)


def _index(found: Application, tenant_id: int, name: str) -> None:
    tenant = found.catalogue.tenants.name(tenant_id)
    found.runs.request(tenant, name, ref=None, full=False, trigger="connect")


_PERFORM: Mapping[Action, Callable[[Application, Hook, Step, int], None]] = {
    Action.REGISTER: _register,
    Action.MOVE: _move,
    Action.ARCHIVE: _archive,
    Action.RESTORE: _restore,
}
