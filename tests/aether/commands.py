"""Commands run in this process: exit code, stdout and stderr, as a shell would have them."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
import structlog

from aether.cli import main


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout, of a command that succeeded."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    def says(self, code: int, *words: str) -> None:
        """That it failed so, with one line for a person and no traceback."""
        assert self.code == code, (self.code, self.err)
        told = [line for line in self.err.splitlines() if line.startswith("aether: ")]
        assert len(told) == 1, self.err
        assert "Traceback" not in self.err
        for word in words:
            assert word in told[0], told[0]


class Shell(NamedTuple):
    environment: dict[str, str]
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object, stdin: str = "") -> Done:
        with pytest.MonkeyPatch.context() as patch, _structlog_as_before():
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            self.capture.readouterr()
            with pytest.raises(SystemExit) as ended:
                main(list(map(str, arguments)), prog_name="aether")
            out, err = self.capture.readouterr()
        return Done(int(ended.value.code or 0), out, err)


@contextmanager
def _structlog_as_before() -> Iterator[None]:
    before = structlog.get_config()
    try:
        yield
    finally:
        structlog.configure(**before)
