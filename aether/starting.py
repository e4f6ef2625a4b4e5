"""The first start of a service, and the list of its processes."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from aether.composition import Application, environment
from aether.embedded.files import data_directory, write_private
from aether.embedded.protocol import POSTGRES, VALKEY
from aether.settings import Settings
from aether.supervisor import Child
from graph.errors import Conflict

TENANT = "default"


def bootstrap(found: Application) -> bool:
    """Creates the first tenant and its administrator's token if there is none. Returns whether it did."""
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
    """Shows the token once on a terminal; otherwise writes it to a file that only this user may read."""
    if sys.stderr.isatty():
        click.echo(f"The administrator's token, shown this once:\n\n    {token}\n", err=True)
        return
    path = data_directory(data_dir) / "administrator.token"
    write_private(path, token.encode())
    click.echo(f"The administrator's token is in {path}", err=True)


def children(found: Application, host: str, port: int, workers: int, git_port: int | None) -> list[Child]:
    """The processes of `aether up`: the guard of the embedded servers, receiver and API, scheduler, one worker for pushes and
    one for the rest; with `introduce` also the demonstration, once.
    """
    url = public_url(host, port)
    shared = environment(found) | {"AETHER_PUBLIC_URL": found.settings.public_url or url}
    shared["AETHER_TENANT_RUNS"] = str(found.settings.tenant_runs or workers)
    if git_port is not None:
        shared["AETHER_PRIVATE_HOSTS"] = also_private(f"127.0.0.1:{git_port}")
    crew = [
        *_guard(found.settings, shared),
        _child("web", shared, "--host", host, "--port", str(port)),
        _child("scheduler", shared),
        # Each worker has one process more than a tenant may occupy, so that another tenant finds one free. Long runs never
        # take a push's process, and neither do their helpers, which no cap counts.
        _child("worker", shared, "--queues", "push", "--concurrency", str(workers + 1)),
        _child("worker", shared, "--queues", "bulk", "--concurrency", str(workers + 1))._replace(name="bulk"),
    ]
    if git_port is not None:
        crew.append(_child("introduce", shared, "--url", url, "--git-port", str(git_port))._replace(once=True))
    return crew


def _guard(settings: Settings, shared: Mapping[str, str]) -> list[Child]:
    """With embedded servers: the child that starts a new keeper if theirs is killed."""
    given = {POSTGRES: settings.database_url, VALKEY: settings.broker_url}
    ours = [name for name, address in given.items() if address is None]
    argv = (sys.executable, "-P", "-m", "aether.embedded.guard", str(settings.data_dir), *ours)
    return [Child("servers", argv, shared)] if ours else []


def ask_for(host: str, port: int) -> None:
    """Raises Conflict if the address is unavailable: now, instead of in a child process that is restarted over and over."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        raise Conflict(
            f"Port {port} of {host} cannot be listened on ({error.strerror}): choose another with --port, "
            "or end the process that has it."
        ) from error


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _child(name: str, shared: Mapping[str, str], *arguments: str) -> Child:
    return Child(name, (sys.executable, "-P", "-m", "aether", name, *arguments), shared)


def public_url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (the caller chooses the address)
    return f"http://{shown}:{port}"


def also_private(host: str) -> str:
    return ",".join(filter(None, (os.environ.get("AETHER_PRIVATE_HOSTS", ""), host)))
