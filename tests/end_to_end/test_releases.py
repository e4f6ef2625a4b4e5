"""The whole path over a real history: after every signed push the graph equals a fresh index of the same commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aether import exporting
from aether.composition import Application
from store.keyring import Keyring
from tasks.parser_service import ParserService
from tasks.work import Limits
from tasks.workshop import assemble
from tests.end_to_end.service import Registered, Service
from tests.git_http import GitHTTP
from tests.repositories import commit, create
from tests.testdata import releases

TESTDATA = Path(__file__).resolve().parents[2] / ".testdata"
PATH, FORGE_ID = "acme/package", "4711"


@pytest.fixture(scope="module")
def history() -> list[dict[bytes, bytes]]:
    """The trees of every second release of a real package, a megabyte each."""
    trees = [{path.encode(): content for path, content in files.items()} for _, files in releases(TESTDATA)[::2]]
    assert len(trees) >= 8
    assert all(len(tree) >= 50 for tree in trees)
    return trees


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GitHTTP]:
    with GitHTTP(tmp_path_factory.mktemp("forge")) as server:
        create(server.directory / f"{PATH}.git")
        yield server


@pytest.fixture(scope="module")
def service(forge: GitHTTP, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("service") / "data", forge.host) as running:
        yield running


@pytest.fixture(scope="module")
def beside(service: Service) -> ParserService:
    return worker(service.found)


def worker(found: Application) -> ParserService:
    """In this process. What it keeps from one run to the next is a parser that has been started, and no fact."""
    return assemble(found.settings, found.bridge, Keyring(found.keys), Limits(found.settings.max_file_bytes))


def test_every_push_of_a_real_history_equals_a_fresh_index(
    service: Service, beside: ParserService, forge: GitHTTP, history: list[dict[bytes, bytes]]
) -> None:
    repository = forge.directory / f"{PATH}.git"
    ours = service.register("ours", "package", PATH, FORGE_ID)
    modes = []
    for number, tree in enumerate(history):
        head = commit(repository, tree)
        status, answer = service.push(ours, FORGE_ID, head)
        assert (status, answer["outcome"]) == (202, "accepted")
        modes.append(service.indexed(ours, head)["mode"])

        assert digest(service.found, ours) == fresh(service.found, beside, repository, f"fresh-{number}")

    # `unchanged`: the reconciler saw the push too, and its run was the branch's last
    assert modes[0] == "full"
    assert set(modes[1:]) <= {"delta", "unchanged"}


def test_tenants_with_the_same_repository_never_see_each_other(
    service: Service, forge: GitHTTP, history: list[dict[bytes, bytes]]
) -> None:
    repository = forge.directory / f"{PATH}.git"
    one, other = (service.register(name, "shared", PATH, FORGE_ID) for name in ("one", "other"))
    head = commit(repository, {path: source for path, source in history[0].items() if path.count(b"/") == 1}, onto="")
    service.push(one, FORGE_ID, head)
    service.indexed(one, head)

    status, answer = service.call("/repositories/shared/graph/search?q=client", headers=bearer(other))
    assert (status, answer["code"]) == (409, "not_indexed")
    task = service.get("/repositories/shared", one.token)["branches"][0]["run"]
    assert service.call(f"/tasks/{task}", headers=bearer(other))[0] == 404

    service.push(other, FORGE_ID, head)
    service.indexed(other, head)
    assert digest(service.found, one) == digest(service.found, other)


def test_bad_requests_change_nothing(service: Service, forge: GitHTTP, history: list[dict[bytes, bytes]]) -> None:
    theirs = service.register("theirs", "package", PATH, FORGE_ID)
    hook = f"/webhooks/{theirs.hook_id}"
    forged = {"Content-Type": "application/json", "X-GitHub-Event": "push", "X-Hub-Signature-256": "sha256=" + "0" * 64}

    assert service.call(hook, b"{}", forged)[0] == 401
    assert service.call("/webhooks/nobody", b"{}", forged)[0] == 404
    assert service.push(theirs, "99", "1" * 40)[1]["outcome"] == "ignored"
    assert service.get("/repositories/package", theirs.token)["branches"] == []


def bearer(who: Registered) -> dict[str, str]:
    return {"Authorization": f"Bearer {who.token}"}


def digest(found: Application, of: Registered) -> str:
    graph = found.reader.graph(found.catalogue.tenants.id(of.tenant), of.repo, None)
    return exporting.digest(found.store.export(graph))[1]


def fresh(found: Application, beside: ParserService, repository: Path, tenant: str) -> str:
    """The same commit, indexed by a tenant that has nothing: no fact, no mirror, no graph."""
    tenant_id = found.catalogue.tenants.ensure(tenant)
    found.catalogue.repositories.ensure(tenant_id, "package", str(repository))
    run_id = found.runs.request(tenant, "package", ref="main", full=False, trigger="index", delay=60)
    result = beside.parse_repository(run_id, tenant, worker="test", report=lambda *_, **__: None)
    assert result["mode"] == "full"
    graph = found.reader.graph(tenant_id, "package", "main")
    return exporting.digest(found.store.export(graph))[1]
