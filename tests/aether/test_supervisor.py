"""Never lost: a crashed process comes back, and the end of the supervisor, also by SIGKILL, is the end of all."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests.aether.installation import Installation, import_path, until
from tests.servers import discard

SUPERVISED = Path(__file__).with_name("supervised.py")
SERVES = """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("stopped"), sys.exit()))
print("up", os.getpid())
while True: signal.pause()
"""
CRASHES = "import os; print('up', os.getpid()); os._exit(3)"
STUBBORN = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print("up", os.getpid(), child.pid)
while True: signal.pause()
"""
FORGETS = """
import os, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3)"])
print("up", os.getpid())
"""


@contextlib.contextmanager
def supervised(**children: str) -> Iterator[tuple["subprocess.Popen[bytes]", IO[bytes]]]:
    argv = (sys.executable, str(SUPERVISED), *(f"{name}={code}" for name, code in children.items()))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": import_path()}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout
        try:
            yield process, process.stdout
        finally:
            process.kill()


def said(output: IO[bytes]) -> list[str]:
    return output.readline().decode().replace("|", " ").split()


def pids(line: list[str]) -> list[int]:
    assert line[1] == "up", line
    return [int(word) for word in line[2:]]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_lines_carry_the_name_of_the_process_and_a_clean_stop_is_0() -> None:
    with supervised(first=SERVES) as (process, output):
        assert output.readline().startswith(b"first     | up ")
        process.terminate()
        assert output.read() == b"first     | stopped\n"
        assert process.wait() == 0
    with supervised(first=SERVES, second=SERVES) as (process, output):
        started = [said(output), said(output)]
        process.send_signal(signal.SIGINT)
        assert sorted([said(output), said(output)]) == [["first", "stopped"], ["second", "stopped"]]
        assert process.wait() == 0
        assert not any(lives(pid) for line in started for pid in pids(line))


def test_a_crashed_process_is_started_again_and_its_last_words_are_heard() -> None:
    with supervised(crashes=CRASHES) as (process, output):
        first, second = pids(said(output)), pids(said(output))
        assert first != second
        process.terminate()
        assert process.wait() == 0


def test_a_process_that_is_there_for_one_thing_is_not_started_again_and_ends_nothing_else() -> None:
    with supervised(once="print('up')", serves=SERVES) as (process, output):
        assert sorted((said(output)[0], said(output)[0])) == ["once", "serves"]
        process.terminate()
        assert said(output) == ["serves", "stopped"]
        assert process.wait() == 0


def test_a_process_that_does_not_stop_is_killed_with_its_own_children() -> None:
    with supervised(stubborn=STUBBORN) as (process, output):
        started = pids(said(output))
        process.terminate()
        assert process.wait() == 0
        until(lambda: not any(map(lives, started)))


def test_a_second_signal_kills_at_once() -> None:
    with supervised(stubborn=STUBBORN, second=SERVES) as (process, output):
        lines = [said(output), said(output)]
        process.terminate()
        assert said(output) == ["second", "stopped"]
        process.terminate()
        assert process.wait() == 0
        until(lambda: not any(lives(pid) for line in lines for pid in pids(line)))


def test_a_killed_supervisor_leaves_nothing_behind() -> None:
    with supervised(first=SERVES, second=SERVES) as (process, output):
        started = [*pids(said(output)), *pids(said(output))]
        process.kill()
        until(lambda: not any(map(lives, started)))


def test_a_process_left_behind_by_a_crashed_one_does_not_hold_up_its_restart() -> None:
    with supervised(forgets=FORGETS) as (process, output):
        assert pids(said(output)) != pids(said(output))
        process.terminate()
        assert process.wait() == 0


def test_a_guarded_service_gets_its_servers_back_when_the_keeper_is_killed(tmp_path: Path) -> None:
    place = Installation(tmp_path / "data", sys.executable, None)
    guard = (
        "from pathlib import Path; from aether.embedded.guard import guard;"
        f"print('up'); guard(Path({str(place.data_dir)!r}), ['valkey'])"
    )
    with supervised(guard=guard) as (process, output):
        assert said(output) == ["guard", "up"]
        until(place.keepers)
        os.kill(place.keepers()[0], signal.SIGKILL)
        while said(output) != ["guard", "up"]:
            pass  # what it says about its end
        until(lambda: place.keepers() and place.servers())
        process.terminate()
        assert process.wait() == 0
        until(lambda: not place.keepers())
        assert not place.servers()
    discard(place.data_dir)
