"""Source code for answers, read from this host's mirror at the indexed commit."""

from pathlib import Path
from typing import Final, NamedTuple

import structlog

from graph.errors import AetherError
from mirror import Mirror, Policy, of_repository
from store.model import Scope
from store.source import SourceReader, Written

_log = structlog.get_logger()

MOST: Final = 400  # lines of one definition
_HOW: Final = (
    "source unavailable: the mirror of this repository is not on this host. Ask a host where a worker has indexed it "
    "(`aether query definition --source` there), or index it here."
)


class Source(NamedTuple):
    path: str
    commit: str
    first_line: int
    end_line: int  # of the part shown
    text: str | None
    unavailable: str | None  # why there is no text, and what to do
    left_out: str | None


class Sources:
    def __init__(self, reader: SourceReader, mirrors: Path, policy: Policy, largest: int) -> None:
        """`largest`: maximum size in bytes of a file to read."""
        self._reader, self._mirrors, self._policy, self._largest = reader, mirrors, policy, largest

    def source(self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None) -> Source:
        at = self._reader.written(within, repo, node_id, branch=branch)
        content = self._content(at)
        if content is None:
            return Source(at.path, at.commit, at.first_line, at.end_line, None, _HOW, None)
        lines = content.decode("utf-8", "replace").splitlines()[at.first_line - 1 : max(at.end_line, at.first_line)]
        left_out = f"{len(lines) - MOST} more lines" if len(lines) > MOST else None
        shown = lines[:MOST]
        return Source(
            at.path, at.commit, at.first_line, at.first_line + len(shown) - 1, "\n".join(shown), None, left_out
        )

    def _content(self, at: Written) -> bytes | None:
        """None if the mirror is not on this host, or lacks the blob because it was recreated or another worker fetched last."""
        directory = of_repository(self._mirrors, at.tenant_id, at.repository_id)
        if not directory.is_dir():
            return None
        try:
            ((_, content),) = Mirror(directory, self._policy).blobs([at.blob], self._largest)
        except AetherError as error:
            _log.warning("source.unavailable", repository=at.repository_id, blob=at.blob, error=str(error))
            return None
        return content
