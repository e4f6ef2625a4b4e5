"""Runs the processes of `aether up`: prefixes their output, restarts them when they crash, and stops them."""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import structlog

from aether.leash import leash

GRACE = 10.0  # seconds that the children have to stop by themselves
_FIRST, _LONGEST = 1.0, 30.0  # seconds before a crashed child is restarted; doubled while it keeps crashing
_STEADY = 60.0  # seconds of running after which a crash counts as the first again
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)
_log = structlog.get_logger()


class Child(NamedTuple):
    name: str
    argv: Sequence[str | Path]
    environment: Mapping[str, str]  # complete: nothing is inherited
    once: bool = False  # a child that exits by itself and is not restarted


def supervise(children: Sequence[Child], *, output: IO[bytes] | None = None, grace: float = GRACE) -> int:
    """Runs until SIGTERM or SIGINT, then stops the children and returns 0. A second signal kills them.

    Call it from the main thread of a single-threaded process: a child is tied to the thread that starts it.
    """
    with _signals() as wake:
        crew = _Crew([_Post(child) for child in children], wake, output or sys.stderr.buffer)
        try:
            crew.run()
            crew.stop(grace)
        finally:
            crew.kill()
    return 0


class _Post:
    """A child's slot: its current process, and when to start the next one."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.delay = 0.0
        self.due: float | None = 0.0  # None: do not start one
        self.rest = b""  # an incomplete line

    def start(self) -> subprocess.Popen[bytes]:
        self.started, self.due = time.monotonic(), None
        self.process = subprocess.Popen(
            self.child.argv,
            env=self.child.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            process_group=0,  # Ctrl-C reaches only the supervisor, which stops the children
            preexec_fn=leash(signal.SIGTERM),  # noqa: PLW1509 (single-threaded)
        )
        return self.process

    def crashed(self) -> None:
        """Schedules the restart: soon after a steady run, with growing delays if it keeps crashing."""
        now = time.monotonic()
        steady = now - self.started >= _STEADY
        self.delay = _FIRST if steady or not self.delay else min(2 * self.delay, _LONGEST)
        self.due = now + self.delay


class _Crew:
    def __init__(self, posts: Sequence[_Post], wake: socket.socket, output: IO[bytes]) -> None:
        self.posts, self.wake, self.output = posts, wake, output
        self.selector = selectors.DefaultSelector()
        self.selector.register(wake, selectors.EVENT_READ)
        self.asked = 0  # number of requests to stop

    def run(self) -> None:
        while not self.asked:
            for post in self.posts:
                if post.due is not None and post.due <= time.monotonic():
                    self._start(post)
            dues = [post.due for post in self.posts if post.due is not None]
            self._turn(min(dues) - time.monotonic() if dues else None)
            for post in self.posts:
                if post.process and post.process.poll() is not None:
                    self._note_end(post, post.process)

    def stop(self, grace: float) -> None:
        """Stops all children in parallel: a container's host waits only ten seconds."""
        deadline = time.monotonic() + grace
        running = [post.process for post in self.posts if post.process]
        for process in running:
            process.terminate()
        while any(process.poll() is None for process in running) and self.asked == 1:
            if time.monotonic() >= deadline:
                break
            self._turn(deadline - time.monotonic())

    def kill(self) -> None:
        """Kills the remaining children with their descendants, and closes the slots' pipes."""
        for post in self.posts:
            if post.process is None:
                continue
            if post.process.poll() is None:
                _log.warning("did not stop by itself and was killed", process=post.child.name)
                os.killpg(post.process.pid, signal.SIGKILL)
                post.process.wait()
            self._close(post, post.process)
        self.selector.close()

    def _start(self, post: _Post) -> None:
        try:
            process = post.start()
        except OSError as error:
            _log.error("cannot be started", process=post.child.name, error=str(error))
            post.crashed()
            return
        self.selector.register(_stdout(process), selectors.EVENT_READ, post)

    def _note_end(self, post: _Post, process: subprocess.Popen[bytes]) -> None:
        self._close(post, process)
        post.process = None
        if not post.child.once:
            post.crashed()
            _log.warning(
                "ended and will be started again",
                process=post.child.name,
                status=process.returncode,
                seconds=post.delay,
            )

    def _turn(self, timeout: float | None) -> None:
        """Waits for a signal, a child's output, or the next start that is due."""
        for key, _ in self.selector.select(timeout):
            if key.data:
                self._pass_on(key.data, os.read(key.fd, 65536))
            else:
                numbers = self.wake.recv(4096)
                self.asked += sum(number != signal.SIGCHLD for number in numbers)

    def _pass_on(self, post: _Post, said: bytes) -> None:
        if not said and post.process:
            self.selector.unregister(_stdout(post.process))
        *lines, post.rest = (post.rest + said).split(b"\n")
        self._write(post, lines)

    def _close(self, post: _Post, process: subprocess.Popen[bytes]) -> None:
        """Reads the child's last output without blocking, since an orphaned descendant may still hold the pipe open."""
        pipe = _stdout(process)
        os.set_blocking(pipe.fileno(), False)
        said = pipe.read() or b""
        lines = (post.rest + said).split(b"\n")
        self._write(post, lines if lines[-1] else lines[:-1])
        post.rest = b""
        if pipe in self.selector.get_map():
            self.selector.unregister(pipe)
        pipe.close()

    def _write(self, post: _Post, lines: Sequence[bytes]) -> None:
        self.output.write(b"".join(b"%-9s | %s\n" % (post.child.name.encode(), line) for line in lines))
        self.output.flush()


def _stdout(process: subprocess.Popen[bytes]) -> IO[bytes]:
    if process.stdout is None:
        raise ValueError("started without a pipe")
    return process.stdout


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """A socket that receives the numbers of incoming signals. The previous handlers are restored on exit."""
    reader, writer = socket.socketpair()
    with reader, writer:
        writer.setblocking(False)
        before = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}
        wakeup = signal.set_wakeup_fd(writer.fileno())
        try:
            yield reader
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
