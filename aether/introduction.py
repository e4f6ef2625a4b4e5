"""A demonstration on Aether's own checkout: a signed push, the run that it starts, and a query."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from aether.composition import Application
from aether.loopback_git import LoopbackGit
from graph.errors import AetherError, NotARepository
from graph.intake import Forge
from mirror import Mirror, Policy, Remote
from store.requests import REMOTE_HEAD

TENANT, REPO, PATH, FORGE_ID = "demo", "aether", "demo/aether", "1"
ASKED = "index_push"  # the function whose callers are queried
READY_SECONDS, RUN_SECONDS, POLL_SECONDS = 60, 600, 0.2


def introduce(found: Application, url: str, git_port: int) -> None:
    """Serves this checkout with a loopback git server, registers it, sends a signed push to the service, and runs one query."""
    checkout = Path(__file__).resolve().parents[1]
    if not (checkout / ".git").exists():
        raise NotARepository(f"{checkout} is not a git checkout, so there is nothing to demonstrate on")
    with LoopbackGit({PATH: checkout}, git_port) as git:
        hook_id, secret, token = _register(found, git.url)
        service = _Service(url, token)
        service.wait_until_ready()
        _push(service, hook_id, secret, _branch(found, git.url, git_port))
        result = _follow(service)
    _tell(service, result, url)


def _register(found: Application, base_url: str) -> tuple[str, str, str]:
    """Uses a separate tenant, so that nobody's data is touched, and registers the repository anew each time."""
    catalogue, tenant_id = found.catalogue, found.catalogue.tenants.ensure(TENANT)
    if any(each.name == REPO for each in catalogue.repositories.all(tenant_id)):
        catalogue.repositories.remove(tenant_id, REPO)
    hook = catalogue.hooks.add(tenant_id, Forge.GITHUB, "repository", base_url)
    catalogue.repositories.add(tenant_id, REPO, hook_id=hook.hook_id, forge_id=FORGE_ID, path=PATH)
    return hook.hook_id, hook.secret, catalogue.tokens.add(tenant_id, ["read"], label="introduction")


def _branch(found: Application, base_url: str, git_port: int) -> str:
    """The current branch. On a detached HEAD there is none, and the run is asked for `HEAD`."""
    mirror = Mirror(found.settings.mirrors, Policy(frozenset({f"127.0.0.1:{git_port}"})))
    return mirror.default_branch(Remote(f"{base_url}/{PATH}", base_url=base_url)) or REMOTE_HEAD


def _push(service: "_Service", hook_id: str, secret: str, branch: str) -> None:
    body = json.dumps({"ref": f"refs/heads/{branch}", "after": "1" * 40, "repository": {"id": int(FORGE_ID)}}).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": "push",
        "X-GitHub-Delivery": str(uuid4()),
        "X-Hub-Signature-256": f"sha256={signature}",
    }
    answer = service.call(f"/webhooks/{hook_id}", body, headers)
    click.echo(f"signed push: {answer['outcome']}, delivery {answer['delivery_id']}", err=True)


def _follow(service: "_Service") -> dict[str, Any]:
    """Waits for the run's result and reports each new stage once."""
    branches = service.call(f"/repositories/{REPO}")["branches"]
    run_id, told, deadline = branches[0]["run"], "", time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        task = service.call(f"/tasks/{run_id}")
        stage = f"{task['info']['progress']:>3}%  {task['info']['status']}"
        if stage != told:
            click.echo(f"run {run_id}: {stage}", err=True)
            told = stage
        if task["status"] in {"SUCCESS", "FAILURE"}:
            return _result(task)
        time.sleep(POLL_SECONDS)
    raise AetherError(f"the run {run_id} did not end within {RUN_SECONDS} s; GET /tasks/{run_id} shows its state")


def _result(task: dict[str, Any]) -> dict[str, Any]:
    if task["status"] == "FAILURE":
        raise AetherError(f"the run failed: {task['result']['error']}")
    found: dict[str, Any] = task["result"]
    return found


def _tell(service: "_Service", result: dict[str, Any], url: str) -> None:
    """Prints the size of the graph, one answer, and what to do next."""
    size = f"{result['files']} files, {result['nodes_total']} nodes, {result['edges_total']} edges"
    click.echo(f"the graph of this checkout at {result['commit'][:12]}: {size}, in {result['seconds']['total']} s")
    for node in service.call(f"/repositories/{REPO}/graph/search?q={ASKED}")["nodes"]:
        if node["kind"] != "function":
            continue
        click.echo(f"who calls {node['qualified_name']} ({node['path']}:{node['start_line']})?")
        for found in service.call(f"/repositories/{REPO}/graph/nodes/{node['id']}/callers")["neighbours"]:
            for edge in found["edges"]:
                click.echo(
                    f"  {found['node']['qualified_name']}  {edge['path']}:{edge['sites'][0][0]}  {edge['resolution']}"
                )
    click.echo(f"dashboard: {url}/  API and documentation: {url}/docs/", err=True)


class _Service:
    """The running service over HTTP, so that the demonstration shows what any client would see."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._token = token

    def call(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(self._url + path, body, headers or {})  # noqa: S310 (Aether's own address)
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            found: dict[str, Any] = json.load(answer)
            return found

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                self.call("/readyz")
            except (urllib.error.URLError, ConnectionError) as error:
                if time.monotonic() > deadline:
                    raise AetherError(f"{self._url} did not become ready in {READY_SECONDS} s: {error}") from error
                time.sleep(POLL_SECONDS)
            else:
                return
