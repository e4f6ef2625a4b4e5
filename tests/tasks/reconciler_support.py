"""A forge on loopback with its API, a store, and a reconciler over both."""

import json
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Any

from graph.intake import Forge
from mirror import Policy
from store.bridge import Bridge
from store.catalogue import Catalogue
from store.keyring import Keyring
from store.model import Claim
from store.reconciler import Check, Checks
from store.runs import Runs
from tasks.reconciler import Reconciler, reconcile, reconcile_once
from tests.git_http import GitHandler, GitHTTP

INTERVAL = 900.0


class ForgeHandler(GitHandler):
    """Serves what GitHub and GitLab say of a repository by its number, and redirects what was renamed."""

    server: "FakeForge"

    def answer(self, path: str, suffix: str, asked_well: bool) -> None:
        named = self.server.numbers.get(path.rpartition("/")[2])
        old = path.removesuffix(suffix).strip("/").removesuffix(".git")
        if path.startswith("/api/"):
            self.server.asked.append((path, self.headers.get("Authorization")))
            self.document(path, named)
        elif old in self.server.renamed:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{self.server.url}/{self.server.renamed[old]}.git{suffix}")
            self.end_headers()
        else:
            super().answer(path, suffix, asked_well)

    def document(self, path: str, named: str | None) -> None:
        if named is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = json.dumps(
            {"id": int(path.rpartition("/")[2]), "full_name": named, "path_with_namespace": named}
        ).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class FakeForge(GitHTTP):
    def __init__(self, directory: Path) -> None:
        super().__init__(directory, ForgeHandler)
        self.numbers: dict[str, str] = {}  # the forge's number -> owner/name
        self.renamed: dict[str, str] = {}  # the old owner/name -> the new one
        self.asked: list[tuple[str, str | None]] = []  # of the API: path, Authorization

    def rename(self, old: str, new: str, number: str, *, redirect: bool = True) -> None:
        (self.directory / new).parent.mkdir(parents=True, exist_ok=True)
        (self.directory / f"{old}.git").rename(self.directory / f"{new}.git")
        self.numbers[number] = new
        if redirect:
            self.renamed[old] = new


class World:
    """One tenant and what it registers; `look` is one turn of the reconciler at everything that is due."""

    def __init__(self, database_url: str, forge: FakeForge) -> None:
        keyring = Keyring([Keyring.new_key()])
        self.bridge, self.forge = Bridge(database_url), forge
        self.catalogue, self.runs = Catalogue(self.bridge, keyring), Runs(self.bridge, keyring)
        self.checks = Checks(self.bridge, keyring)
        self.policy = Policy(private_hosts=frozenset([forge.host]), read_seconds=20)
        self.reconciler = Reconciler(self.checks, self.catalogue, self.policy, INTERVAL)
        self.tenant = self.catalogue.tenants.add("acme")

    def register(self, name: str, number: str, *, kind: Forge = Forge.GITHUB, **more: Any) -> str:
        """The id of the hook; the repository is due at once."""
        hook = self.catalogue.hooks.add(
            self.tenant, kind, "repository", self.forge.url, branch_globs=more.pop("globs", None)
        )
        self.catalogue.repositories.add(
            self.tenant, name, hook_id=hook.hook_id, forge_id=number, path=more.pop("path", f"acme/{name}"), **more
        )
        return hook.hook_id

    def look(self) -> int:
        """New repositories are due at once; what was looked at before is made due again."""
        for repository in self.catalogue.repositories.all(self.tenant):
            self.catalogue.repositories.look_soon(self.tenant, repository.repository_id, -1)
        with ThreadPoolExecutor(2) as pool:
            return reconcile_once(self.reconciler._replace(interval=1e-6), pool)

    def claim(self, run_id: str) -> Claim:
        claim = self.runs.claim(run_id, "test")
        assert claim is not None
        return claim

    def queued(self, name: str) -> dict[str, str]:
        """Branch -> the id of its run that waits."""
        rows = self.runs.recent(self.tenant, name)
        return {row.branch: row.run_id for row in rows if row.state == "queued"}

    def branches(self, name: str) -> dict[str, str]:
        """Branch -> its state."""
        return {row.name: row.state for row in self.catalogue.repositories.branches(self.tenant, name)}

    def look_at(self, check: Check) -> None:
        reconcile(self.reconciler, check)
