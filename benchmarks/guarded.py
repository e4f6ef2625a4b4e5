"""The guard's measures, on one small input: extraction, linking, a first index, and a push of one function."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

from tree_sitter import Language, Parser

import parsing
from benchmarks import edits, floor
from benchmarks.history import BRANCH, Fetcher, History
from benchmarks.inputs import CACHE, Files, packaged
from benchmarks.meter import tree
from benchmarks.places import Place, place
from parsing import languages
from parsing.linking.link import link
from parsing.linking.snapshot import Nothing, Put, Snapshot
from tasks.collecting import no_collection
from tasks.parser_service import untold
from tasks.work import Limits
from tasks.workshop import assemble

INPUT = "flask"
TENANT, REPO = "guarded", "pushed"
PUSHES = 5  # per round
PARSES = 2  # of each file, for the lower bound

File = tuple[str, bytes]  # language and content
Rounds = Sequence[float]


@contextmanager
def standing(directory: Path, files: Files | None = None) -> Iterator["Stand"]:
    files = packaged(INPUT, CACHE) if files is None else files
    with place(directory / "data") as where:
        yield Stand(where, files, directory)


class Stand:
    """An indexed repository with its files; pushes to it are indexed in this process."""

    def __init__(self, where: Place, files: Files, directory: Path) -> None:
        self._where = where
        self._history = History(directory / "input.git", files)
        self._fetcher = Fetcher(directory / "plain.git", str(self._history.repository))
        self._files = _code(files)
        self._parser = assemble(where.found.settings, where.found.bridge, where.found.keyring, Limits())
        self._numbers = count()
        self._index(TENANT)

    @property
    def measures(self) -> Mapping[str, Callable[[int], Rounds]]:
        """The measures by name; each takes the number of rounds."""
        return {
            "extraction / parse": self._extraction,
            "linking / parse": self._linking,
            "first index / parse and COPY": self._first_index,
            "push of a function / git fetch": self._push,
            "transactions of a push": self._transactions,
        }

    def _extraction(self, rounds: int) -> Rounds:
        return [_by_turns(self._files, lambda file: parsing.extract(*file)) for _ in range(rounds)]

    def _linking(self, rounds: int) -> Rounds:
        code = [path for path in edits.code(self._history.files) if self._history.files[path]]
        puts = [_put(os.fsdecode(path), *file) for path, file in zip(code, self._files, strict=True)]
        return [self._linked(puts) for _ in range(rounds)]

    def _linked(self, puts: Sequence[Put]) -> float:
        snapshot, waiting = Snapshot(Nothing(), puts), iter(puts)
        with no_collection():
            return _by_turns(self._files, lambda _: link(next(waiting), snapshot))

    def _first_index(self, rounds: int) -> Rounds:
        """Each round uses a new tenant, so that no blob's facts are cached."""
        graph = self._where.found.reader.graph(self._where.found.catalogue.tenants.id(TENANT), REPO, BRANCH)
        found = []
        for _ in range(rounds):
            cost = self._cost(partial(self._index, f"{TENANT}-{next(self._numbers)}"))
            copied, _ = floor.copy(self._where.data_dir, self._where.admin_url, graph)
            found.append(cost / (floor.parse(self._history.files).cpu + copied.cpu))
        return found

    def _push(self, rounds: int) -> Rounds:
        """Each push relative to a plain `git fetch` of the same commit."""
        return [self._pushed() for _ in range(rounds)]

    def _pushed(self) -> float:
        costs = [
            (self._cost(partial(self._index, TENANT)), self._cost(partial(self._fetcher.fetch, commit)))
            for commit in self._commits()
        ]
        return sum(push for push, _ in costs) / sum(fetch for _, fetch in costs)

    def _transactions(self, rounds: int) -> Rounds:
        begun: list[float] = []
        self._where.found.bridge.waited = begun.append
        found = []
        for _ in range(rounds):
            begun.clear()
            for _ in self._commits():
                self._index(TENANT)
            found.append(len(begun) / PUSHES)
        return found

    def _commits(self) -> Iterator[str]:
        for path in edits.spread(edits.code(self._history.files), PUSHES):
            yield self._history.commit(edits.with_a_function(self._history.files, path, next(self._numbers)))

    def _index(self, tenant: str) -> None:
        catalogue, runs = self._where.found.catalogue, self._where.found.runs
        catalogue.repositories.ensure(catalogue.tenants.ensure(tenant), REPO, str(self._history.repository))
        run_id = runs.request(tenant, REPO, ref=BRANCH, full=False, trigger="index", delay=60)
        self._parser.parse_repository(run_id, tenant, worker="guard", report=untold)

    def _cost(self, work: Callable[[], None]) -> float:
        """CPU seconds of this process, its children and the servers, in whole ticks."""
        roots = (self._where.keeper, os.getpid())
        before = sum(process.cpu for process in tree(roots))
        work()
        return sum(process.cpu for process in tree(roots)) - before


def _code(files: Files) -> list[File]:
    named = [(parsing.language_of(os.fsdecode(path)), files[path]) for path in edits.code(files)]
    return [(language, content) for language, content in named if content]


def _put(path: str, language: str, content: bytes) -> Put:
    facts, interface, partial = parsing.extract(language, content)
    return Put(path, "b" * 40, 0o100644, language, "", partial, facts, interface)


def _by_turns(files: Sequence[File], work: Callable[[File], object]) -> float:
    """The ratio of the work's CPU seconds to a plain parse's, alternating file by file so that both meet the same load."""
    parsers = {name: Parser(Language(languages.load(name).grammar())) for name, _ in files}
    least = cost = 0.0
    for file in files:
        began = time.process_time()
        for _ in range(PARSES):
            parsers[file[0]].parse(file[1])
        parsed = time.process_time()
        work(file)
        least += (parsed - began) / PARSES
        cost += time.process_time() - parsed
    return cost / least
