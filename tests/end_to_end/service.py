"""A whole Aether for tests: `aether up` as processes of its own, a git server beside it, and what a forge would send."""

import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.error import HTTPError
from uuid import uuid4

from aether.composition import Application, assemble
from aether.embedded.client import attach, encryption_keys
from aether.settings import read
from aether.starting import free_port
from graph.intake import Forge
from store.bridge import Bridge

WAIT = 180  # seconds that a run may take before a test gives up


class Registered(NamedTuple):
    """A repository of a tenant, and what its forge and its readers need."""

    tenant: str
    repo: str
    hook_id: str
    secret: str
    token: str


class Service:
    """Runs from entering to leaving the block; `found` reaches the same servers from the test's own process."""

    def __init__(self, data_dir: Path, private_host: str, workers: int | None = None) -> None:
        """`workers`: runs at a time; None: one a core."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "AETHER_DATA_DIR": str(data_dir),
            "AETHER_PRIVATE_HOSTS": private_host,
            "AETHER_BOOTSTRAP_TOKEN": "the-administrator-of-a-test",
        }
        self._data_dir = data_dir
        self._options = () if workers is None else ("--workers", str(workers))
        self._forge = f"http://{private_host}"
        self.said: list[str] = []  # lines; all of them once the block is left
        self._begun = threading.Event()
        self._listener = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        argv = (sys.executable, "-m", "aether", "up", "--port", str(self.port), *self._options)
        environment = {**os.environ, **self.environment}
        # A session of its own: where the system shares out processors by session, the worker that gives way to all others does so
        # among these, and not to the rest of the suite.
        self.process = subprocess.Popen(
            argv, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self._listener.start()
        self._wait_until_serving()
        self._held = attach(self._data_dir)
        addresses = self._held.__enter__()
        settings = read(self.environment)
        self.found: Application = assemble(
            settings, addresses, encryption_keys(settings), Bridge(addresses.database_url)
        )
        assert self.get("/readyz") == {"status": "ready"}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.found.bridge.close()
        self._held.__exit__(None, None, None)
        self.process.terminate()
        self.process.wait(timeout=60)
        self._listener.join()
        if error is not None:
            sys.stderr.write("".join(self.said))
        assert self.process.returncode == 0

    def register(self, tenant: str, repo: str, path: str, forge_id: str) -> Registered:
        catalogue = self.found.catalogue
        tenant_id = catalogue.tenants.ensure(tenant)
        hook = catalogue.hooks.add(tenant_id, Forge.GITHUB, "repository", self._forge)
        catalogue.repositories.add(tenant_id, repo, hook_id=hook.hook_id, forge_id=forge_id, path=path)
        token = catalogue.tokens.add(tenant_id, ["read", "index"])
        return Registered(tenant, repo, hook.hook_id, hook.secret, token)

    def push(
        self, to: Registered, forge_id: str, commit: str, branch: str = "main", before: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """A signed push, as GitHub would send it; the status and the answer. `before`: where the branch was, if the event says so."""
        repository = {"id": int(forge_id), "full_name": "somebody/something", "default_branch": "main"}
        moved = {"ref": f"refs/heads/{branch}", "after": commit, **({"before": before} if before else {})}
        return self.deliver(to, "push", {**moved, "repository": repository})

    def deliver(self, to: Registered, event: str, document: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Any event of GitHub's."""
        body = json.dumps(document).encode()
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": str(uuid4()),
            "X-Hub-Signature-256": "sha256=" + hmac.new(to.secret.encode(), body, hashlib.sha256).hexdigest(),
        }
        return self.call(f"/webhooks/{to.hook_id}", body, headers)

    def call(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(self.url + path, body, headers or {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    def get(self, path: str, token: str | None = None) -> dict[str, Any]:
        status, answer = self.call(path, headers={"Authorization": f"Bearer {token}"} if token else {})
        assert status == 200, answer
        return answer

    def indexed(self, at: Registered, commit: str) -> dict[str, Any]:
        """The result of the run that brought the repository to this commit; waits for the service to say that it has."""
        while True:
            (branch,) = self.get(f"/repositories/{at.repo}", at.token)["branches"]
            task = self.get(f"/tasks/{branch['run']}", at.token)
            assert task["status"] != "FAILURE", task
            if task["status"] == "SUCCESS" and branch["indexed_commit"] == commit:
                result: dict[str, Any] = task["result"]
                return result
            assert self.found.runs.listen(WAIT), f"nothing happened for {WAIT} s; the last word was {task}"

    def _listen(self) -> None:
        """To all that it says: what nobody reads would stop it once the pipe is full."""
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self.said.append(line)
                if "serving on" in line:
                    self._begun.set()
        self._begun.set()

    def _wait_until_serving(self) -> None:
        if not self._begun.wait(WAIT) or not any("serving on" in line for line in self.said):
            raise AssertionError("".join(self.said))
