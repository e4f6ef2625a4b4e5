"""True: whatever becomes of a repository at its forge, the graph ends as a fresh index of what is there now."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.repositories import Branch
from tests.end_to_end.service import WAIT, Registered, Service
from tests.end_to_end.test_releases import digest, fresh, worker
from tests.repositories import Files, commit, create, forget, git
from tests.tasks.reconciler_support import FakeForge

ONE: Files = {
    b"app/__init__.py": b"",
    b"app/a.py": b"def one():\n    pass\n",
    b"app/b.py": b"from app.a import one\none()\n",
}
TWO: Files = {
    b"app/__init__.py": b"",
    b"app/a.py": b"def two():\n    pass\n",
    b"app/b.py": b"from app.a import two\ntwo()\n",
}


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeForge]:
    with FakeForge(tmp_path_factory.mktemp("forge")) as server:
        yield server


@pytest.fixture(scope="module")
def service(forge: FakeForge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service") / "data", forge.host)
    running.environment["AETHER_RECONCILE_SECONDS"] = "1"
    with running:
        yield running


class Place:
    """A repository at the forge, indexed at its first commit."""

    def __init__(self, service: Service, forge: FakeForge, name: str, number: str) -> None:
        self.service, self.name, self.number = service, name, number
        self.source = forge.directory / "acme" / f"{name}.git"
        [self.first] = create(self.source, ONE)
        self.who: Registered = service.register(f"of-{name}", name, f"acme/{name}", number)
        self.push(self.first)
        self.reaches(self.first)

    def push(self, head: str, branch: str = "main") -> None:
        assert self.service.push(self.who, self.number, head, branch)[0] == 202

    def branch(self, name: str = "main") -> Branch | None:
        catalogue = self.service.found.catalogue
        rows = catalogue.repositories.branches(catalogue.tenants.id(self.who.tenant), self.who.repo)
        return next((row for row in rows if row.name == name), None)

    def waits(
        self, *, name: str = "main", commit: str | None = None, state: str = "active", run: str = "succeeded"
    ) -> Branch:
        deadline = time.monotonic() + WAIT
        while True:
            row = self.branch(name)
            # The reconciler may have seen the commit before its event came: then the newest run is one that was taken along.
            done = row and (row.run_state == run or (run, row.run_state) == ("succeeded", "coalesced"))
            if row and done and row.state == state and commit in {None, row.indexed_commit}:
                return row
            assert time.monotonic() < deadline, row
            self.service.found.runs.listen(0.5)

    def reaches(self, head: str, branch: str = "main") -> None:
        self.waits(name=branch, commit=head)

    def equals_fresh(self, source: Path | None = None) -> bool:
        found = self.service.found
        return digest(found, self.who) == fresh(found, worker(found), source or self.source, f"fresh-{self.name}")


def test_a_force_push_to_an_unrelated_history(service: Service, forge: FakeForge) -> None:
    place = Place(service, forge, "forced", "101")
    head = commit(place.source, TWO, onto="")
    place.push(head)
    place.reaches(head)
    assert place.equals_fresh()


def test_a_history_rewritten_so_that_the_indexed_commit_is_gone(service: Service, forge: FakeForge) -> None:
    place = Place(service, forge, "rewritten", "102")
    head = commit(place.source, TWO, onto="")
    forget(place.source)
    place.push(head)
    place.reaches(head)
    assert place.equals_fresh()


def test_a_branch_that_is_deleted_and_made_again(service: Service, forge: FakeForge) -> None:
    place = Place(service, forge, "recreated", "103")
    forget(place.source, "main")
    place.waits(state="retired")
    head = commit(place.source, TWO, onto="")
    place.push(head)
    place.reaches(head)
    assert place.equals_fresh()


def test_a_renamed_repository_is_followed(service: Service, forge: FakeForge) -> None:
    place = Place(service, forge, "renamed", "104")
    forge.rename("acme/renamed", "other/anew", "104")
    moved = forge.directory / "other" / "anew.git"
    head = commit(moved, TWO)
    place.push(head)
    place.reaches(head)
    assert place.equals_fresh(moved)


def test_an_emptied_repository_and_its_next_commit(service: Service, forge: FakeForge) -> None:
    place = Place(service, forge, "emptied", "105")
    git(place.source, "update-ref", "-d", "refs/heads/main")
    place.waits(state="retired")
    head = commit(place.source, TWO, onto="")
    place.reaches(head)  # nobody announced it
    assert place.equals_fresh()


def test_a_deleted_repository_fails_visibly_keeps_its_graph_and_may_come_back(
    service: Service, forge: FakeForge
) -> None:
    place = Place(service, forge, "deleted", "106")
    before, away = digest(service.found, place.who), place.source.with_suffix(".away")
    place.source.rename(away)
    place.push("1" * 40)
    row = place.waits(commit=place.first, run="failed")
    task = service.get(f"/tasks/{row.run_id}", place.who.token)
    assert (task["status"], task["result"]["code"]) == ("FAILURE", "not_a_repository")
    assert digest(service.found, place.who) == before
    head = commit(away, TWO)
    away.rename(place.source)
    place.reaches(head)
    assert place.equals_fresh()


def test_a_default_branch_that_is_renamed(service: Service, forge: FakeForge) -> None:
    place = Place(service, forge, "rebranded", "107")
    git(place.source, "branch", "-m", "main", "trunk")
    git(place.source, "symbolic-ref", "HEAD", "refs/heads/trunk")
    head = commit(place.source, TWO, branch="trunk")
    place.reaches(head, "trunk")
    place.waits(state="retired")
    found = service.found.reader.graph(service.found.catalogue.tenants.id(place.who.tenant), "rebranded", None)
    [trunk] = [place.branch("trunk")]
    assert trunk
    assert found.graph_id == trunk.graph_id, "whoever names no branch is answered from the new default branch"


def test_a_lost_webhook_is_made_up_for(service: Service, forge: FakeForge) -> None:
    place = Place(service, forge, "unannounced", "108")
    head = commit(place.source, TWO)
    place.reaches(head)
    assert place.equals_fresh()
