"""One file linked again under observation, as a worker would link it; nothing is stored."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from graph.delta import Miss
from graph.facts import Definition, Facts, Import, Reference
from graph.model import Edge
from parsing import encoding, languages
from parsing.explaining.places import Goal, Places
from parsing.explaining.recording import Asked, Recorder, Seen, Watch
from parsing.linking import overloads
from parsing.linking.evaluator import Evaluator
from parsing.linking.gather import Gather, Site
from parsing.linking.link import begin, finish
from parsing.linking.reads import Reads
from parsing.linking.snapshot import Put, Snapshot
from parsing.linking.uses import Uses


class Tracing:
    """Links one file, one reference at a time."""

    def __init__(self, put: Put, snapshot: Snapshot, load: Callable[[str], bytes]) -> None:
        self._put, self.snapshot, self.path = put, snapshot, put.path
        self.language = languages.load(put.language)
        self.facts: Facts = encoding.facts(put.facts)
        self.places = Places(snapshot, lambda path: put.facts if path == put.path else load(path))
        self._linked = begin(
            put, Evaluator(put.path, self.language, Reads(snapshot, put.path)), self.facts, Gather(put.path)
        )
        self._linked.imports()
        self.ids = self._linked.ids

    @cached_property
    def _learnt(self) -> Uses:
        """The same link, once it has learnt what calls in the file pass."""
        self._linked.parameters.learn()
        return self._linked

    def recorder(self) -> Recorder:
        """A recorder without memoised results, so that it sees every evaluation."""
        return Recorder(self._linked.evaluator, Asked(self.snapshot, self.path), lambda: self._learnt.evaluator.given)

    def watched(self, edge: Edge | None = None) -> "Watched":
        recorder, watch = self.recorder(), Watch(self.path, edge)
        watch.recorder = recorder
        return Watched(recorder, watch, begin(self._put, recorder, self.facts, watch))

    def references(self, scope: int, sites: Sequence[Site]) -> Iterator[Reference]:
        """The references at these sites, whose lines are absolute, as they are below."""
        return (
            each
            for each in self.facts.references
            if self.ids[each.scope] == scope and (self.line(each), each.column) in sites
        )

    def imports(self, scope: int, sites: Sequence[Site]) -> Iterator[Import]:
        """The imports at these sites; all of the scope's if there are no sites."""
        return (
            each
            for each in self.facts.imports
            if self.ids[each.scope] == scope and (not sites or (self.line(each), each.column) in sites)
        )

    def missed(self, each: Reference) -> Miss | None:
        """What linking the whole file says of a reference that leads nowhere."""
        return self._misses.get(each)

    @cached_property
    def _misses(self) -> dict[Reference, Miss]:
        """Several references may share a position, so each is given the miss that appeared when it was linked."""
        found: dict[Reference, Miss] = {}
        unresolved = self._learnt.gather.unresolved
        for each in self.facts.references:
            before = len(unresolved)
            self._learnt.reference(each)
            found.update((each, miss) for miss in unresolved[before:])
        return found

    def defined(self, node: int) -> Definition | None:
        """The definition of this file that is the node."""
        return self.facts.definitions[self.ids.index(node)] if node in self.ids else None

    def goal(self, watched: "Watched", node: int) -> Goal | None:
        """The name that the node has in its file; None if that is another file and the link did not ask for it."""
        asked, own = watched.uses.targets.named(node), self.defined(node)
        if asked is None and own is not None:
            return self.path, overloads.numbered(own.qualname, own.ordinal)
        return asked

    def holder(self, edge: Edge) -> str:
        """The class that an edge of a whole definition belongs to: the scope itself, or the class of a method."""
        found = self.defined(edge.scope)
        if found is None:
            return ""
        return found.qualname if found.kind not in {"method", "function"} else found.qualname.rpartition(".")[0]

    def line(self, each: Reference | Import) -> int:
        return self.facts.definitions[each.scope].start_line + each.line


class Watched(NamedTuple):
    recorder: Recorder
    watch: Watch
    uses: Uses

    def reference(self, each: Reference) -> list[Seen] | None:
        """The evaluations behind the edge, if this reference produces it."""
        self.uses.reference(each)
        return self.watch.caught

    def rest(self) -> list[Seen] | None:
        finish(self.uses)
        return self.watch.caught
