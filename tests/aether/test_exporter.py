"""Never mixed: what a worker counts is shown to this machine, or to who has the token, by a process that ends with it."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from aether.metrics import DIRECTORY, admit
from aether.starting import free_port
from graph.errors import Forbidden
from tests.aether.installation import import_path, until

TOKEN = "a-token-of-a-scraper-of-metrics"
COUNTING = """
import os, subprocess, sys
from aether import metrics
with metrics.exported(int(sys.argv[1])):
    subprocess.run((sys.executable, "-c", "from tasks import metrics; metrics.ended('failed', 'time_limit')"), check=True)
    print("counted", flush=True)
    sys.stdin.read()
"""
LINE = 'aether_runs_total{reason="time_limit",state="failed"} 1.0'


def scrape(port: int, **headers: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


def answers(port: int) -> bool:
    try:
        return LINE in scrape(port)
    except OSError:
        return False


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if name != DIRECTORY}
    return ours | {"PYTHONPATH": import_path(), "AETHER_METRICS_TOKEN": TOKEN, "AETHER_DATA_DIR": str(tmp_path)}


def test_what_a_process_and_its_children_count_is_shown_until_it_ends(environment: dict[str, str]) -> None:
    port = free_port()
    argv = (sys.executable, "-c", COUNTING, str(port))
    with subprocess.Popen(argv, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"counted\n"
        until(lambda: answers(port))
        assert LINE in scrape(port, Authorization=f"Bearer {TOKEN}", Forwarded="for=192.0.2.1")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            scrape(port, Forwarded="for=192.0.2.1", Authorization="Bearer another")
        process.kill()
        until(lambda: not answers(port))


def test_elsewhere_wants_the_token() -> None:
    admit("127.0.0.1", {}, None)
    admit("192.0.2.1", {"Authorization": f"Bearer {TOKEN}"}, TOKEN)
    for headers, token in (
        ({}, None),
        ({}, TOKEN),
        ({"Authorization": "Bearer "}, TOKEN),
        ({"Authorization": "Bearer "}, None),
    ):
        with pytest.raises(Forbidden):
            admit("192.0.2.1", headers, token)
