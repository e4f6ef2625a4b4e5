"""Where names stand: the lines of definitions, imports and type annotations, from the facts of their files."""

from collections.abc import Callable
from typing import NamedTuple

from graph.facts import Definition, Facts, Import, Reference
from parsing import encoding
from parsing.linking import overloads
from parsing.linking.snapshot import Snapshot

WHOLE = frozenset({"", "*", "?", "default"})
NO_FACTS = Facts((), (), ())
Goal = tuple[str, str]  # a file and a name in it
Load = Callable[[str], bytes]  # path -> its facts; b"" where there are none


class Step(NamedTuple):
    """One link of the chain: what stands at a line of a file, and what it says."""

    kind: str  # use, import, name, parameter, returns, base, definition, place
    path: str
    line: int  # 0 for a directory
    column: int | None  # None where only the line is known
    name: str  # the text there; of an import, as far as the first line of its statement shows it
    says: str


class Places:
    """Positions in the files that a chain leads through; each file is read once."""

    def __init__(self, snapshot: Snapshot, load: Load) -> None:
        self._snapshot, self._load = snapshot, load
        self._facts: dict[str, Facts] = {}

    def facts(self, path: str) -> Facts:
        if path not in self._facts:
            written = self._load(path)
            self._facts[path] = encoding.facts(written) if written else NO_FACTS
        return self._facts[path]

    def definition(self, path: str, name: str) -> Definition | None:
        """The definition of a name as its interface spells it; of several definitions, the one that counts."""
        item = (self._snapshot.interface(path) or {}).get(name)
        found = [each for each in self.facts(path).definitions if each.qualname == overloads.plain(name)]
        exact = [each for each in found if item is not None and (each.kind, each.ordinal) == (item.kind, item.ordinal)]
        numbered = [each for each in found if overloads.numbered(each.qualname, each.ordinal) == name]
        return next(iter(exact or numbered or found), None)

    def imported(self, path: str, spec: str, name: str | None) -> Import | None:
        """The statement that imports this name, or all of the module's. A language may put a word before the spec."""
        every = self.facts(path).imports
        found = [each for each in every if each.spec == spec] or [
            each for each in every if each.spec == spec.rpartition(" ")[2]
        ]
        exact = [each for each in found if each.name == name]
        return next(iter(exact or [each for each in found if each.name in WHOLE]), None)

    def written(self, path: str, name: str, kind: str, expression: str) -> Reference | None:
        """The reference to a base, or a type, in the header of a definition."""
        facts = self.facts(path)
        return next(
            (
                each
                for each in facts.references
                if each.kind == kind
                and each.expression == expression
                and facts.definitions[each.subject].qualname == overloads.plain(name)
            ),
            None,
        )

    def line(self, path: str, scope: int, line: int) -> int:
        """The absolute line, from one that is relative to its scope."""
        return self.facts(path).definitions[scope].start_line + line
