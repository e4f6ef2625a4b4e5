"""Runs a git command in a closed environment and its own process group, with bounded time and output; nothing outlives it."""

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
MEMORY = 2 << 30  # bytes of memory per git process: a pack of a kilobyte can unfold into an object of gigabytes


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
    """The command's output, at most `limit` bytes, else Refused. `check` is called often; its exception ends the command."""
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
    """Call when both pipes are at end of file; raises the error of a failed command."""
    if running.process.wait() not in command.answers:
        raise failure(command.about, stderr, command.secrets)


def too_slow(command: Command, seconds: float) -> MirrorUnavailable:
    return MirrorUnavailable(
        f"{command.about}: git {command.argv[1]} was stopped after {seconds:g} s. It will be retried."
    )


def _fill(running: Running, out: bytearray, err: bytearray) -> Iterator[None]:
    """Reads both pipes to their ends; yields after every chunk and every tick. Keeps only the first part of stderr."""
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
    """The running command. It is killed with all its children if it is still running at the end of the block."""
    with _input(stdin) as source:
        process = _start(command, source)
    with _running(process) as running:
        yield running


@contextmanager
def conversing(command: Command) -> Iterator[Running]:
    """The same for a command that is driven through its stdin, a pipe."""
    process = _start(command, subprocess.PIPE)
    requests = cast("IO[bytes]", process.stdin)
    try:
        with _running(process) as running:
            yield running
    finally:
        with suppress(BrokenPipeError):  # unsent data that nobody will read
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
    """An anonymous file, because a pipe would have to be fed while the output is read."""
    if not data:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield cast("BinaryIO", file)


def _start(command: Command, source: BinaryIO | int | None) -> "subprocess.Popen[bytes]":
    # GitPython passes on this process's environment with every secret in it, so `env` unsets those variables first.
    closed = ("env", *(f"--unset={name}" for name in os.environ if name not in command.environment))
    argv = [*closed, *_dies_with_us(), *_bounded(command.file_bytes), *command.argv]
    guard = _git().execute(argv, istream=source, as_process=True, env=command.environment, start_new_session=True)
    process, guard.proc = guard.proc, None  # from here on we are responsible for killing it, with its process group
    return cast("subprocess.Popen[bytes]", process)


def version() -> str:
    """The version of git; BrokenSetup if it is missing or too old."""
    return _shown(_git().version_info)


def _git() -> "Git":
    """Serialised, because concurrent first calls could find GitPython half imported."""
    with _FIRST:
        return _prepared()


@cache
def _prepared() -> "Git":
    """GitPython's runner. An older git would silently ignore security settings."""
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
    """A prefix that ends git if this process is killed (Linux only); `timeout` passes the signal on to git's children."""
    return _if_works("setpriv", "--pdeathsig", "TERM", "timeout", "0")


def _bounded(file_bytes: int | None) -> tuple[str, ...]:
    """Kernel limits on memory and file size, if available; the latter applies even between two quota checks."""
    program, *rest = _limiter() or ("",)
    largest = (f"--fsize={file_bytes}",) if file_bytes else ()
    return (program, f"--data={MEMORY}", *largest, *rest) if program else ()


@cache
def _limiter() -> tuple[str, ...]:
    """Ignores the signal for the file size limit, so that git reports the error instead of being killed."""
    return _if_works("prlimit", "env", "--ignore-signal=XFSZ")


def _if_works(*wrapper: str) -> tuple[str, ...]:
    """The wrapper if this system has it with these options (BusyBox does not), else nothing."""
    if shutil.which(wrapper[0]) is None:
        return ()
    done = subprocess.run((*wrapper, "true"), capture_output=True, check=False)
    return () if done.returncode else wrapper


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.returncode is None:  # not reaped yet, so its process group id cannot have been reused
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
