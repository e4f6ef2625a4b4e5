"""Runs one git command: closed environment, own process group, bounded time and output; nothing outlives the call."""

import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple, cast

from graph.errors import BrokenSetup, MirrorUnavailable, Refused
from mirror.command import Command
from mirror.failures import failure

if TYPE_CHECKING:
    from git.cmd import Git

_FIRST = threading.Lock()
_OLDEST = (2, 38)  # http.curloptResolve, safe.bareRepository
_CHUNK, _STDERR, _TICK = 1 << 16, 1 << 16, 0.25
MEMORY = 2 << 30  # bytes that a git may take: a pack of a kilobyte can unfold into one object of gigabytes


class Running(NamedTuple):
    process: "subprocess.Popen[bytes]"
    stdout: int
    stderr: int


def run(
    command: Command,
    *,
    seconds: float,
    limit: int = 1 << 20,
    stdin: bytes = b"",
    check: Callable[[], None] | None = None,
) -> bytes:
    """What the command printed: at most `limit` bytes (Refused beyond). `check` runs often; what it raises ends the command."""
    deadline = time.monotonic() + seconds
    out, err = bytearray(), bytearray()
    with started(command, stdin) as running:
        for _ in _fill(running, out, err):
            if len(out) > limit:
                raise Refused(
                    f"{command.about}: git {command.argv[1]} printed more than {limit:,} bytes, the limit here."
                )
            if time.monotonic() > deadline:
                raise too_slow(command, seconds)
            if check:
                check()
        finish(command, running, bytes(err))
    return bytes(out)


def finish(command: Command, running: Running, stderr: bytes) -> None:
    """To be called when both pipes are at their end; raises what a failed command amounts to."""
    if running.process.wait() not in command.answers:
        raise failure(command.about, stderr, command.secrets)


def too_slow(command: Command, seconds: float) -> MirrorUnavailable:
    return MirrorUnavailable(
        f"{command.about}: git {command.argv[1]} was stopped after {seconds:g} s. It will be retried."
    )


def _fill(running: Running, out: bytearray, err: bytearray) -> Iterator[None]:
    """Reads both pipes to their ends; yields after every piece and every tick. Of stderr only the first part is kept."""
    with selectors.DefaultSelector() as selector:
        selector.register(running.stdout, selectors.EVENT_READ, out)
        selector.register(running.stderr, selectors.EVENT_READ, err)
        while selector.get_map():
            for key, _ in selector.select(_TICK):
                piece = os.read(key.fd, _CHUNK)
                key.data.extend(piece)
                if not piece:
                    selector.unregister(key.fd)
            del err[_STDERR:]
            yield


@contextmanager
def started(command: Command, stdin: bytes = b"") -> Iterator[Running]:
    """The running command; it is killed with all its children if the block is left before it ended."""
    with _input(stdin) as source:
        process = _start(command, source)
    with _running(process) as running:
        yield running


@contextmanager
def conversing(command: Command) -> Iterator[Running]:
    """The same of one that is asked through its stdin, a pipe."""
    process = _start(command, subprocess.PIPE)
    requests = cast("IO[bytes]", process.stdin)
    try:
        with _running(process) as running:
            yield running
    finally:
        with suppress(BrokenPipeError):  # of what nobody reads any more
            requests.close()


@contextmanager
def _running(process: "subprocess.Popen[bytes]") -> Iterator[Running]:
    out, err = cast("IO[bytes]", process.stdout), cast("IO[bytes]", process.stderr)
    try:
        yield Running(process, out.fileno(), err.fileno())
    finally:
        _stop(process)
        out.close()
        err.close()


@contextmanager
def _input(data: bytes) -> Iterator[BinaryIO | None]:
    """A file without a name: a pipe would have to be fed while the output is read."""
    if not data:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield cast("BinaryIO", file)


def _start(command: Command, source: BinaryIO | int | None) -> "subprocess.Popen[bytes]":
    # GitPython hands down this process's environment with every secret in it: `env` takes those names away first.
    closed = ("env", *(f"--unset={name}" for name in os.environ if name not in command.environment))
    argv = [*closed, *_dies_with_us(), *_bounded(command.file_bytes), *command.argv]
    guard = _git().execute(argv, istream=source, as_process=True, env=command.environment, start_new_session=True)
    process, guard.proc = guard.proc, None  # from here on it is ours to stop, with its whole group
    return cast("subprocess.Popen[bytes]", process)


def version() -> str:
    """Of the git that is run; BrokenSetup where there is none, or too old a one."""
    return _shown(_git().version_info)


def _git() -> "Git":
    """One thread at a time: of several that ask first at once, some would find GitPython half imported."""
    with _FIRST:
        return _prepared()


@cache
def _prepared() -> "Git":
    """GitPython's runner. An older git would ignore settings that keep it safe, and say nothing."""
    try:
        from git.cmd import Git
    except ImportError as error:
        raise BrokenSetup(f"Git was not found on PATH. Aether needs git {_shown(_OLDEST)} or newer.") from error
    git = Git("/")
    if git.version_info < _OLDEST:
        raise BrokenSetup(f"Git {_shown(git.version_info)} is too old: Aether needs {_shown(_OLDEST)} or newer.")
    return git


def _shown(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


@cache
def _dies_with_us() -> tuple[str, ...]:
    """Where the kernel can tell a child that its parent was killed (Linux), and `timeout` passes that on to all of git's."""
    return _if_works("setpriv", "--pdeathsig", "TERM", "timeout", "0")


def _bounded(file_bytes: int | None) -> tuple[str, ...]:
    """The kernel's own limits on memory and on a file, where they can be set: the latter holds between two looks at the quota."""
    program, *rest = _limiter() or ("",)
    largest = (f"--fsize={file_bytes}",) if file_bytes else ()
    return (program, f"--data={MEMORY}", *largest, *rest) if program else ()


@cache
def _limiter() -> tuple[str, ...]:
    """The signal is ignored, so that git says what it met and does not just vanish."""
    return _if_works("prlimit", "env", "--ignore-signal=XFSZ")


def _if_works(*wrapper: str) -> tuple[str, ...]:
    """A prefix of commands that this system has, with these options (BusyBox has not)."""
    if shutil.which(wrapper[0]) is None:
        return ()
    done = subprocess.run((*wrapper, "true"), capture_output=True, check=False)
    return () if done.returncode else wrapper


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.returncode is None:  # not reaped, so the number of its group cannot be another's yet
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
