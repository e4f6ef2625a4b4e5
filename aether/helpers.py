"""The helper processes of `aether index --jobs`. Each works on chunks of the run until the run or the parent ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from typing import Self

from aether.composition import Application, environment
from tasks.workshop import assemble

TURNS = 16  # chunks between checks of the parent
PAUSE = 0.2  # seconds between polls for a free chunk
STOP_SECONDS = 10


class Helpers:
    """At most `jobs - 1` processes, started by the first call and ended when the block exits."""

    def __init__(self, found: Application, jobs: int) -> None:
        self._found = found
        self._left = jobs - 1
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def call(self, run_id: str, number: int) -> None:
        argv = (sys.executable, "-P", "-m", "aether", "assist", run_id)
        while self._left and number:
            self._processes.append(subprocess.Popen(argv, env=environment(self._found), stdin=subprocess.DEVNULL))
            self._left, number = self._left - 1, number - 1

    def __exit__(self, *failure: object) -> None:
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def assist(found: Application, run_id: str) -> None:
    """Works until the run or the calling process ends."""
    service = assemble(found.settings, found.bridge, found.keyring)
    parent, worker = os.getppid(), f"{socket.gethostname()}:{os.getpid()}"
    while os.getppid() == parent and found.runs.assist(run_id) is not None:
        if not service.help(run_id, worker, TURNS):
            time.sleep(PAUSE)
