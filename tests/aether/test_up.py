"""Never lost: `aether up` serves from an empty directory, stops cleanly, and whatever ends it, the next start works."""

import json
import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.celery_app import GIVE_WAY
from tests.aether.installation import import_path, until
from tests.aether.service import Service, environment
from tests.architecture.checkout import ROOT, packages
from tests.repositories import commit, git
from tests.servers import discard

TOKEN = secrets.token_urlsafe(32)
# Each by another process: receiver, dispatcher and a worker's child share what they count.
COUNTED = (
    'aether_webhook_deliveries_total{forge="github",outcome="accepted"} 1.0',
    'aether_dispatched_total{queue="bulk"} 1.0',
    'aether_runs_total{reason="",state="succeeded"} 1.0',
    'aether_push_to_graph_seconds_count{mode="full"} 1.0',
    "aether_mirror_bytes ",
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The tests below use it one after the other, as an operator would."""
    home = tmp_path_factory.mktemp("up")
    (home / "token").write_text(TOKEN)
    found = Service.create(home / "data", AETHER_BOOTSTRAP_TOKEN_FILE=str(home / "token"))
    yield found
    until(lambda: not found.processes())
    discard(found.data_dir)


def ask(service: Service, path: str) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{service.port}{path}")
    request.add_header("Authorization", f"Bearer {TOKEN}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_an_empty_directory_becomes_a_service_that_shows_its_main_job(service: Service) -> None:
    with service.run("--introduce") as process:
        until(lambda: "API and documentation" in service.said().read_text(), 240)  # it indexes this checkout
        said = service.said().read_text()
        assert "signed push: accepted" in said
        assert "who calls tasks.index_push.index_push" in said
        assert "ParserService.parse_repository" in said
        assert "[config]" not in said  # Celery's banner
        assert ask(service, "/repositories") == {"repositories": []}
        with urllib.request.urlopen(f"http://127.0.0.1:{service.port}/metrics", timeout=30) as metrics:
            counted = metrics.read().decode()
        for line in COUNTED:
            assert line in counted
        names = [argv[argv.index("aether") + 1] for argv in service.processes().values() if "aether" in argv]
        assert {"up", "web", "scheduler", "worker"} <= set(names)
        assert any("aether.embedded.guard" in argv for argv in service.processes().values())
        what_is_long_gives_way_to_pushes(service)
        the_first_token_is_kept_from_the_children(service, process.pid)
    assert process.returncode == 0
    assert service.processes() == {}


def what_is_long_gives_way_to_pushes(service: Service) -> None:
    """Workers of their own: the one that takes no pushes has the lowest priority, and so has all that it starts."""
    queues = {pid: argv[argv.index("--queues") + 1] for pid, argv in service.processes().items() if "--queues" in argv}
    assert set(queues.values()) == {"push", "bulk"}
    for pid, queue in queues.items():
        given = os.getpriority(os.PRIO_PROCESS, pid)
        assert given == (GIVE_WAY if queue == "bulk" else os.getpriority(os.PRIO_PROCESS, 0)), queue


def the_first_token_is_kept_from_the_children(service: Service, parent: int) -> None:
    assert not (service.data_dir / "administrator.token").exists()
    assert TOKEN not in service.said().read_text()
    for pid, argv in service.processes().items():
        names = {each.partition(b"=")[0] for each in environment(pid)}
        assert pid == parent or not [name for name in names if b"BOOTSTRAP" in name or b"ADMIN" in name], argv


def test_a_second_start_serves_what_the_first_one_kept_and_ctrl_c_ends_it(service: Service) -> None:
    told = service.said().read_text().count("signed push")
    with service.run("--introduce", "--host", "0.0.0.0") as process:
        assert ask(service, "/repositories") == {"repositories": []}
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert service.said().read_text().count("signed push") == told  # the main job is shown on an empty directory only
    assert service.processes() == {}


def test_a_killed_service_leaves_nothing_behind(service: Service) -> None:
    with service.run() as process:
        process.kill()
        process.wait(60)
        until(lambda: not service.processes())


def test_the_next_start_works_and_a_killed_keeper_costs_it_seconds_not_its_life(service: Service) -> None:
    with service.run() as process:
        keeper = next(pid for pid, argv in service.processes().items() if "aether.embedded.keeper" in argv)
        os.kill(keeper, signal.SIGKILL)
        until(lambda: not service.ready())
        until(service.ready)
    assert process.returncode == 0
    until(lambda: not service.processes())


def test_a_port_that_is_taken_is_told_at_once(service: Service) -> None:
    with socket.create_server(("127.0.0.1", service.port)):
        process = service.start()
        assert process.wait(60) == 1
    last = service.said().read_text().splitlines()[-1]
    assert last.startswith(f"aether: Port {service.port} of 127.0.0.1 cannot be listened on")
    assert service.processes() == {}


@pytest.fixture
def small_checkout(tmp_path: Path) -> Path:
    """The product, of which three files are committed: the first test above has indexed all of it."""
    checkout = tmp_path / "checkout"
    for package in packages():
        shutil.copytree(ROOT / package, checkout / package, ignore=shutil.ignore_patterns("__pycache__"))
    git(checkout, "init", "--quiet", "--initial-branch=main")
    told = ("tasks/__init__.py", "tasks/index_push.py", "tasks/parser_service.py")
    commit(checkout, {path.encode(): (ROOT / path).read_bytes() for path in told})
    return checkout


def test_the_demo_shows_the_main_job_and_ends_and_a_generated_token_is_private(
    tmp_path: Path, small_checkout: Path
) -> None:
    service = Service.create(tmp_path / "data", PYTHONPATH=os.pathsep.join((str(small_checkout), import_path())))
    argv = (sys.executable, "-P", "-m", "aether", "demo", "--data-dir", str(service.data_dir))
    done = subprocess.run(
        argv, env=service.environment, capture_output=True, text=True, check=False, timeout=180, start_new_session=True
    )
    assert done.returncode == 0, done.stderr
    assert ": 3 files, " in done.stdout
    assert "who calls tasks.index_push.index_push" in done.stdout
    assert service.processes() == {}
    assert stat.S_IMODE((service.data_dir / "administrator.token").stat().st_mode) == 0o600
    discard(service.data_dir)
