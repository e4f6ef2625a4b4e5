"""A real git history, commit by commit: what changed, and what each blob says. Blobs are read once."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from graph import paths
from graph.changes import Changes, Entry
from graph.languages import SUFFIXES
from mirror import listing
from parsing import skipping
from parsing.linking.snapshot import Put
from parsing.skipping import RULE_FILES, Rules
from tasks.extract import Said, language_of, put
from tasks.verify import read
from tasks.work import Limits
from tests.repositories import git

MOST = Limits().max_file_bytes
REGULAR = frozenset({0o100644, 0o100755})


class Push(NamedTuple):
    commit: str
    puts: list[Put]
    gone: list[str]


class History:
    """The first-parent commits of a repository's HEAD that change what a language reads or a rule, oldest first. What the
    commits between two of them change comes with the second.
    """

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        code = [*(f"*{suffix}" for suffix in SUFFIXES), *(f":(glob)**/{name}" for name in RULE_FILES)]
        self.commits = git(repository, "rev-list", "--first-parent", "--reverse", "HEAD", "--", *code).split()
        self._said: dict[tuple[str, str], Said] = {}
        self._known_rules: dict[tuple[tuple[str, str], ...], Rules] = {}

    def __enter__(self) -> Self:
        argv = ["git", "-c", f"safe.directory={self.repository}", "-C", str(self.repository), "cat-file", "--batch"]
        self._contents = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._contents.communicate()

    def walk(self, first: int, last: int) -> Iterator[Push]:
        """The whole tree of commit `first`, then what each commit up to and without `last` changes."""
        tree, rules = dict[str, Entry](), Rules({})
        for changes in self._changes(first, last):
            gone = [paths.show(path) for path in changes.gone]
            put = {paths.show(entry.path): entry for entry in changes.put}
            tree = {path: entry for path, entry in (tree | put).items() if path not in gone}
            before, rules = rules, self._rules(tree)
            others = {} if rules is before else {path: tree[path].mode for path in tree if path not in put}
            again = skipping.redecided(before, rules, others)
            puts = [self._put(path, tree[path], rules) for path in (*put, *again)]
            yield Push(changes.commit, puts, gone)

    def _changes(self, first: int, last: int) -> Iterator[Changes]:
        yield Changes(self.commits[first], tuple(self._tree(self.commits[first])), (), whole=True)
        for old, new in zip(self.commits[first : last - 1], self.commits[first + 1 : last], strict=True):
            yield listing.changes(new, self._raw("diff-tree", "-r", "-z", "--raw", "--no-renames", old, new, "--"))

    def _rules(self, tree: Mapping[str, Entry]) -> Rules:
        files = {
            path: entry.blob for path, entry in tree.items() if skipping.is_rule_file(path) and entry.mode in REGULAR
        }
        return self._known_rules.setdefault(
            tuple(sorted(files.items())), Rules({path: self.content(blob) or b"" for path, blob in files.items()})
        )

    def _put(self, path: str, entry: Entry, rules: Rules) -> Put:
        """As a run would put it: by the product's own rules."""
        entry = entry._replace(skipped=rules.verdict(path, entry.mode))
        language = language_of(entry)
        if language and (language, entry.blob) not in self._said:
            self._said[language, entry.blob] = read(language, self.content(entry.blob))
        return put(entry, self._said)

    def _tree(self, commit: str) -> list[Entry]:
        return listing.entries(self._raw("ls-tree", "-r", "-z", "--full-tree", commit))

    def _raw(self, *arguments: str) -> bytes:
        argv = ["git", "-c", f"safe.directory={self.repository}", "-C", str(self.repository), *arguments]
        return subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout

    def content(self, name: str) -> bytes | None:
        """None for one that is too large."""
        pipe = self._contents
        assert pipe.stdin is not None
        assert pipe.stdout is not None
        pipe.stdin.write(f"{name}\n".encode())
        pipe.stdin.flush()
        size = int(pipe.stdout.readline().split()[2])
        content = pipe.stdout.read(size + 1)[:-1]
        return content if size <= MOST else None
