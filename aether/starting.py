"""The first start of a service, and the processes it is made of."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from aether.composition import Application, environment
from aether.embedded.files import write_private
from aether.supervisor import Child

TENANT = "default"
_OURS_ALONE = ("AETHER_BOOTSTRAP_TOKEN", "AETHER_BOOTSTRAP_TOKEN_FILE")


def bootstrap(found: Application) -> bool:
    """The first tenant and its administrator's token, made where there is none; whether they were made now."""
    tenant_id = found.catalogue.tenants.ensure(TENANT)
    if found.catalogue.tokens.all(tenant_id):
        return False
    given = found.settings.bootstrap_token
    token = found.catalogue.tokens.add(
        tenant_id, ["admin"], label="administrator", token=given.get_secret_value() if given else None
    )
    if given is None:
        _hand_over(token, found.settings.data_dir)
    return True


def _hand_over(token: str, data_dir: Path) -> None:
    """Shown once to a person; where nobody looks, kept in a file that only this user may read."""
    if sys.stderr.isatty():
        click.echo(f"The administrator's token, shown this once:\n\n    {token}\n", err=True)
        return
    path = data_dir / "administrator.token"
    write_private(path, token.encode())
    click.echo(f"The administrator's token is in {path}", err=True)


def children(found: Application, host: str, port: int, workers: int, git_port: int | None) -> list[Child]:
    """Receiver and API, scheduler, worker; for an introduction also the process that shows the main job, once."""
    inherited = {name: value for name, value in os.environ.items() if name not in _OURS_ALONE}
    shared = (
        inherited | environment(found) | {"AETHER_PUBLIC_URL": found.settings.public_url or _public_url(host, port)}
    )
    if git_port is not None:
        shared["AETHER_PRIVATE_HOSTS"] = _also(inherited, f"127.0.0.1:{git_port}")
    crew = [
        _child("web", shared, "--host", host, "--port", str(port)),
        _child("scheduler", shared),
        _child("worker", shared, "--concurrency", str(workers)),
    ]
    if git_port is not None:
        url = _public_url(host, port)
        crew.append(_child("introduce", shared, "--url", url, "--git-port", str(git_port))._replace(once=True))
    return crew


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _child(name: str, shared: Mapping[str, str], *arguments: str) -> Child:
    return Child(name, (sys.executable, "-P", "-m", "aether", name, *arguments), shared)


def _public_url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (what is listened on is the caller's choice)
    return f"http://{shown}:{port}"


def _also(inherited: Mapping[str, str], host: str) -> str:
    return ",".join(filter(None, (inherited.get("AETHER_PRIVATE_HOSTS", ""), host)))
