"""Small repositories that are pushed to at the same time."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks import edits
from benchmarks.history import Fetcher, History
from benchmarks.inputs import Files
from benchmarks.meter import Meter, Usage
from benchmarks.places import Place
from benchmarks.pushing import Pusher
from tests.end_to_end.service import Service
from tests.git_http import GitHTTP

MODULES = 20  # files per repository
TENANT = "pushed"


def small() -> Files:
    text = b"from small.module_%d import work\n\n\ndef work():\n    return %d\n"
    return {b"small/module_%d.py" % module: text % (module // 2, module) for module in range(MODULES)}


class Group:
    """Repositories of one tenant at one service."""

    def __init__(self, where: Place, service: Service, forge: GitHTTP, plain: Path) -> None:
        self._where, self._service, self._forge, self._plain = where, service, forge, plain
        self._pushers: dict[Path, Pusher] = {}
        plain.mkdir()

    def changed(self, histories: Sequence[History], turn: int) -> Usage:
        """Adds a function to each repository and pushes."""
        for history in histories:
            history.commit(edits.with_a_function(history.files, b"small/module_%d.py" % (turn % MODULES), turn))
        return self.at_once(histories)

    def at_once(self, histories: Sequence[History]) -> Usage:
        """Pushes the current commit of each and waits until all are visible."""
        pushers = [self._pusher(history) for history in histories]
        with Meter(self._service.process.pid, self._where.keeper) as meter:
            for pusher in pushers:
                pusher.push()
            for pusher in pushers:
                pusher.wait()
        return meter.usage

    def _pusher(self, history: History) -> Pusher:
        known = self._pushers.get(history.repository)
        if known is None:
            number = str(len(self._pushers) + 1)
            path = str(history.repository.relative_to(self._forge.directory)).removesuffix(".git")
            to = self._service.register(TENANT, f"repository-{number}", path, number)
            fetcher = Fetcher(self._plain / number, self._forge.remote_url(path))
            known = Pusher(self._service, to, number, history, fetcher, self._where.keeper)
            self._pushers[history.repository] = known
        return known
