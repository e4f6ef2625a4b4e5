"""`aether up` as a process, and what it leaves behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.aether.installation import command_lines, import_path, until


class Service(NamedTuple):
    """One data directory and one port; `run` may be used again and again."""

    data_dir: Path
    port: int
    environment: dict[str, str]

    @classmethod
    def create(cls, data_dir: Path, **environment: str) -> "Service":
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        ours = {"PATH": os.environ["PATH"], "HOME": str(data_dir.parent), "PYTHONPATH": import_path()}
        return cls(data_dir, port, ours | environment)

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        argv = (
            sys.executable,
            "-m",
            "aether",
            "up",
            "--data-dir",
            str(self.data_dir),
            "--port",
            str(self.port),
            *options,
        )
        with self.said().open("ab") as output:
            return subprocess.Popen(argv, env=self.environment, stdout=output, stderr=output, start_new_session=True)

    @contextmanager
    def run(self, *options: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Ready when the block begins; stopped by SIGTERM at its end."""
        process = self.start(*options)
        try:
            until(lambda: self.ready() or process.poll() is not None)
            assert process.poll() is None, self.said().read_text()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    def said(self) -> Path:
        return self.data_dir.with_name("output")

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> dict[int, list[str]]:
        """Everything that belongs to this data directory: what names it, and what was given its environment."""
        mark = f"AETHER_DATA_DIR={self.data_dir}".encode()
        named = {pid: argv for pid, argv in command_lines() if str(self.data_dir) in argv}
        return named | {pid: argv for pid, argv in command_lines() if mark in environment(pid)}


def environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []
