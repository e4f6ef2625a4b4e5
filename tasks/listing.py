"""Which paths exist in a graph, cached by directory, because nearly all paths that linking asks about do not exist."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from graph.paths import directory_of, parents
from store.graph_store import PostgresGraphStore
from store.model import Graph

MOST: Final = 1000  # entries of a directory; in a larger one paths are queried individually


class Listing:
    """A cache for one run or one query."""

    def __init__(self, store: PostgresGraphStore, graph: Graph) -> None:
        self._store = store
        self._graph = graph
        self._listed: dict[str, frozenset[str] | None] = {}  # None: too full
        self._asked: dict[str, bool] = {}

    def existing(self, paths: Collection[str]) -> set[str]:
        self.open(map(directory_of, paths))
        self._ask([path for path in paths if self._is_full(directory_of(path)) and path not in self._asked])
        return {path for path in paths if self._has(path)}

    def open(self, directories: Iterable[str]) -> None:
        """Lists these directories and their parents in one query."""
        wanted = dict.fromkeys(each for directory in directories for each in _way(directory))
        unknown = [each for each in wanted if each not in self._listed and not self._is_missing(each)]
        if unknown:
            self._listed.update(self._store.listings(self._graph, unknown, MOST))

    def _ask(self, paths: Sequence[str]) -> None:
        if paths:
            found = self._store.existing(self._graph, paths)
            self._asked.update((path, path in found) for path in paths)

    def _has(self, path: str) -> bool:
        return path in (self._listed.get(directory_of(path)) or ()) or self._asked.get(path, False)

    def _is_full(self, directory: str) -> bool:
        return directory in self._listed and self._listed[directory] is None

    def _is_missing(self, directory: str) -> bool:
        """Whether a parent's listing already shows that the directory does not exist."""
        return any(
            above in self._listed and not self._is_full(above) and each not in (self._listed[above] or ())
            for each, above in zip(_way(directory), parents(directory), strict=False)
        )


def _way(directory: str) -> list[str]:
    """The directory and its parents."""
    return [directory, *parents(directory)]
