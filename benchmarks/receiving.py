"""Signed deliveries of 8 kB over HTTP while the broker is dead, and the same to a server that only checks the signature."""

import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import BinaryIO, NamedTuple, cast
from uuid import uuid4

from aether.starting import free_port
from benchmarks.meter import Meter, Usage
from benchmarks.places import Place, place
from benchmarks.report import Line, percentile
from graph.errors import AetherError
from graph.intake import Forge

BODY_BYTES, CONNECTIONS, REPOSITORIES, WORKERS = 8192, 8, 50, 2
_DEAD_BROKER = "redis://127.0.0.1:1/0"  # nothing listens on port 1


class Hook(NamedTuple):
    hook_id: str
    secret: str
    forge_id: int


class Load(NamedTuple):
    usage: Usage  # of the server and PostgreSQL; not of this process, which sends
    seconds: Sequence[float]  # of each delivery, from its first byte out to its answer


def measure(directory: Path, scale: float) -> Iterator[Line]:
    number = max(100, round(20_000 * scale))
    with place(directory / "receiver") as where:
        hooks = _register(where)
        least = _load("benchmarks.empty_receiver", (), {"MEASURED_SECRET": hooks[0].secret}, hooks[:1], number, where)
        load = _load("aether", ("receiver",), _environment(where), hooks, number, where)
    yield _line("floor: HMAC-checked empty 202", least, None)
    yield _line("receiver: signed 8 kB deliveries, broker dead", load, least)


def _register(where: Place) -> list[Hook]:
    catalogue, hooks = where.found.catalogue, []
    tenant_id = catalogue.tenants.ensure("received")
    for number in range(1, REPOSITORIES + 1):
        hook = catalogue.hooks.add(tenant_id, Forge.GITHUB, "repository", "https://forge.invalid")
        catalogue.repositories.add(
            tenant_id, f"repo-{number}", hook_id=hook.hook_id, forge_id=str(number), path=f"measured/repo-{number}"
        )
        hooks.append(Hook(hook.hook_id, hook.secret, number))
    return hooks


def _environment(where: Place) -> dict[str, str]:
    return {"AETHER_DATA_DIR": str(where.data_dir), "CELERY_BROKER_URL": _DEAD_BROKER}


def _load(
    module: str, verb: Sequence[str], extra: Mapping[str, str], hooks: Sequence[Hook], number: int, where: Place
) -> Load:
    port = free_port()
    arguments = (*verb, "--port", str(port), "--workers", str(WORKERS))
    with serving((sys.executable, "-m", module, *arguments), extra) as process:
        deliveries = [_delivery(hooks[turn % len(hooks)]) for turn in range(number)]
        _send(deliveries[:CONNECTIONS], port)  # so that connections to the database are open
        with Meter(process.pid, where.keeper) as meter:
            seconds = _send(deliveries[CONNECTIONS:], port)
    return Load(meter.usage, seconds)


@contextmanager
def serving(argv: Sequence[str], extra: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(argv, env={**os.environ, **extra}, stderr=subprocess.PIPE, text=True) as process:
        said = []
        for line in process.stderr or ():
            said.append(line)
            if "serving on" in line:
                break
        else:
            raise AetherError(f"{argv} ended before it served: {''.join(said)}")
        with ThreadPoolExecutor(1) as reader:
            reader.submit(process.stderr.read if process.stderr else str)  # a full pipe would stop the server
            try:
                yield process
            finally:
                process.terminate()


def _delivery(hook: Hook) -> bytes:
    """A whole request, as GitHub would send it."""
    event = {"ref": "refs/heads/main", "after": uuid4().hex + "0" * 8, "filler": ""}
    event["repository"] = {"id": hook.forge_id, "default_branch": "main", "full_name": "measured/repo"}  # type: ignore[assignment]
    event["filler"] = "x" * (BODY_BYTES - len(json.dumps(event)))
    body = json.dumps(event).encode()
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "X-GitHub-Event": "push",
        "X-GitHub-Delivery": str(uuid4()),
        "X-Hub-Signature-256": "sha256=" + hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest(),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /webhooks/{hook.hook_id} HTTP/1.1\r\n{head}\r\n".encode() + body


def _send(deliveries: Sequence[bytes], port: int) -> list[float]:
    """Over a few connections at once, each the next one after its answer."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        shares = [deliveries[share::CONNECTIONS] for share in range(CONNECTIONS)]
        return [seconds for share in pool.map(lambda share: _converse(share, port), shares) for seconds in share]


def _converse(deliveries: Sequence[bytes], port: int) -> list[float]:
    seconds = []
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection, connection.makefile("rb") as answers:
        for delivery in deliveries:
            began = time.perf_counter()
            connection.sendall(delivery)
            status = _answer(cast("BinaryIO", answers))
            seconds.append(time.perf_counter() - began)
            if status != 202:
                raise AetherError(f"a delivery was answered with {status}")
    return seconds


def _answer(answers: BinaryIO) -> int:
    status, length = int(answers.readline().split()[1]), 0
    while (line := answers.readline().strip().lower()) != b"":
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    answers.read(length)
    return status


def _line(name: str, load: Load, least: Load | None) -> Line:
    number = len(load.seconds)
    more = {
        "deliveries": number,
        "a second": number / load.usage.wall,
        "p50 ms": 1000 * median(load.seconds),
        "p99 ms": 1000 * percentile(load.seconds, 0.99),
        "most ms": 1000 * max(load.seconds),  # goal: below 1000
        "s for 2,000": 2000 * load.usage.wall / number,  # goal: below 10
    }
    cpu, usage = load.usage.cpu / number, load.usage
    ratio = usage.cpu / least.usage.cpu if least else None
    return Line(
        name, cpu, usage.wall / number, usage.rss, usage.backend, ratio, "empty 202, CPU" if least else "", more
    )
