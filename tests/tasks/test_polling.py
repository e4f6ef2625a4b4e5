"""Proportional: a quiet organisation costs its list, and only what was pushed to is asked itself. Never lost: doubt asks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.intake import Forge
from mirror import Policy
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.graph_store import PostgresGraphStore
from store.keyring import Keyring
from store.reconciler import Checks, Planned
from store.repositories import Repository
from store.runs import Runs
from tasks.forge_listing import Listed
from tasks.github_app import AppKey
from tasks.polling import FEW, LONGEST, SETTLED, is_quiet
from tasks.reconciler import Reconciler, reconcile_once
from tests.forge_api import APP_ID, ForgeAPI, Refusal, repository
from tests.postgres import Server
from tests.repositories import commit, create
from tests.store.build import delta

NAMES = [f"r{number}" for number in range(FEW + 1)]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Organisation:
    """A hook of an organisation whose repositories belong to two tenants, and a reconciler. `look` is a turn of all."""

    def __init__(self, database_url: str, forge: ForgeAPI) -> None:
        self.forge, keyring = forge, Keyring([Keyring.new_key()])
        self.bridge = Bridge(database_url)
        self.catalogue, self.runs = Catalogue(self.bridge, keyring), Runs(self.bridge, keyring)
        policy = Policy(private_hosts=frozenset([forge.host]), read_seconds=20)
        self.reconciler = Reconciler(Checks(self.bridge, keyring), self.catalogue, policy, 900)
        self.tenants = [self.catalogue.tenants.add(name) for name in ("acme", "globex")]
        self.hook = self.catalogue.hooks.add(self.tenants[0], Forge.GITHUB, "group", forge.url).hook_id
        for tenant, namespace in zip(self.tenants, ("acme", "globex"), strict=True):
            self.catalogue.hooks.map(self.tenants[0], self.hook, namespace, tenant)
        forge.repositories = []
        for number, name in enumerate(NAMES, start=1):
            owner = number % 2
            path = f"{('acme', 'globex')[owner]}/{name}"
            create(forge.directory / f"{path}.git", {b"a.py": b"1"})
            forge.repositories.append(repository(number, path))
            self.catalogue.repositories.adopt(
                self.tenants[owner], self.hook, str(number), path, default_branch="main", visibility=None
            )

    def path(self, name: str) -> Path:
        [found] = self.forge.directory.glob(f"*/{name}.git")
        return found

    def look(self) -> int:
        """How many remotes were asked themselves."""
        self.reconciler.checks.take(0, spread=900, guard=0)  # plans what is new
        for tenant, each in self.repositories():
            self.catalogue.repositories.look_soon(tenant, each.repository_id, -1)
        self.forge.seen.clear()
        self.forge.asked.clear()
        with ThreadPoolExecutor(1) as pool:
            reconcile_once(self.reconciler, pool)
        return len({request.path.partition(".git")[0] for request in self.forge.seen if ".git" in request.path})

    def repositories(self) -> list[tuple[int, Repository]]:
        return [(tenant, each) for tenant in self.tenants for each in self.catalogue.repositories.all(tenant)]

    def index(self) -> None:
        """As a worker would: every run that waits publishes an empty graph of the commit that was seen."""
        for tenant, each in self.repositories():
            [branch] = self.catalogue.repositories.branches(tenant, each.name)
            for run in self.runs.recent(tenant, each.name):
                claim = self.runs.claim(run.run_id, "test") if run.state == "queued" else None
                if claim is not None:
                    made = delta("a", [], whole=True)._replace(commit=branch.newest_commit or "")
                    PostgresGraphStore(self.bridge).publish(claim, made, "1")
                    self.runs.finish(claim, {"success": True})

    def waiting(self) -> list[str]:
        """Repositories with a run that waits."""
        return [
            each.name
            for tenant, each in self.repositories()
            if any(run.state == "queued" for run in self.runs.recent(tenant, each.name))
        ]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server.create()
    yield made
    made.remove()


@pytest.fixture
def organisation(server: Server, tmp_path: Path) -> Iterator[Organisation]:
    with ForgeAPI(tmp_path / "forge") as forge:
        made = Organisation(server.app(server.fresh()), forge)
        made.catalogue.hooks.put_credential(made.tenants[0], made.hook, "token", forge.token)
        yield made
        made.bridge.close()


def test_a_quiet_organisation_costs_a_request_a_page(organisation: Organisation) -> None:
    assert organisation.look() == len(NAMES), "what was never asked is asked"
    assert sorted(organisation.waiting()) == NAMES
    organisation.index()
    organisation.forge.per_page = 2
    assert organisation.look() == 0
    assert len(organisation.forge.asked) == -(-len(NAMES) // 2)
    assert organisation.waiting() == []


def test_what_was_pushed_to_is_asked_and_wanted(organisation: Organisation) -> None:
    organisation.look()
    organisation.index()
    commit(organisation.path("r2"), {b"a.py": b"2"})
    organisation.forge.repositories[2]["pushed_at"] = datetime.now(UTC).isoformat()
    assert organisation.look() == 1
    assert organisation.waiting() == ["r2"]
    assert organisation.look() == 1, "its branch is behind, and the push is young"


def test_a_github_app_lists_for_its_hook(organisation: Organisation) -> None:
    organisation.catalogue.hooks.put_credential(
        organisation.tenants[0], organisation.hook, "github-app", AppKey(APP_ID, organisation.forge.pem).kept()
    )
    assert organisation.look() == len(NAMES)
    organisation.index()
    assert organisation.look() == 0


def test_where_nothing_can_be_listed_each_remote_is_asked(organisation: Organisation) -> None:
    organisation.look()
    organisation.index()
    for refusal in (Refusal(401), Refusal(403, {"Retry-After": "1800"}), Refusal(404)):
        organisation.forge.refusals = [refusal]
        assert organisation.look() == len(NAMES)
    organisation.catalogue.hooks.put_credential(organisation.tenants[0], organisation.hook, "deploy-key", "no key")
    organisation.look()
    assert organisation.forge.asked == [], "a deploy key opens no API"


def quiet(forge: Forge = Forge.GITHUB, *, pushed: str | timedelta, **known: object) -> bool:
    """Of a repository that was asked an hour and a half ago."""
    at = pushed if isinstance(pushed, str) else (NOW - pushed).isoformat()
    planned = Planned(1, 1, "7", "acme/widget", "main", NOW - timedelta(minutes=90), False)._replace(**known)  # type: ignore[arg-type]
    return is_quiet(planned, Listed("7", "acme/widget", "main", False, False, None, at), forge, NOW)


def test_only_a_list_that_cannot_be_wrong_is_trusted() -> None:
    long_ago, hour = timedelta(days=9), timedelta(hours=1)
    assert quiet(pushed=long_ago)
    assert quiet(pushed=30 * long_ago, forge=Forge.GITLAB)
    assert not quiet(pushed=hour), "after it was asked"
    assert not quiet(pushed=timedelta(minutes=90) + SETTLED[Forge.GITHUB] / 2), "clocks differ"
    assert not quiet(Forge.GITLAB, pushed=timedelta(minutes=100)), "GitLab keeps an activity's time once an hour"
    assert not quiet(pushed="")
    assert not quiet(pushed="2026-01-01T00:00:00"), "of no time zone"
    for known in (
        {"path": "acme/renamed"},
        {"default_branch": "trunk"},
        {"behind": True},
        {"checked_at": None},
        {"checked_at": NOW - LONGEST - hour},
    ):
        assert not quiet(pushed=long_ago, **known), known
