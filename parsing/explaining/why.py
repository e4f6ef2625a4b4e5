"""The chain behind an edge, from the place that produces it to the definition that it leads to."""

from collections.abc import Callable, Iterator

from graph.facts import Import, Reference
from graph.identity import node_id
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Edge
from parsing import encoding, languages
from parsing.explaining.chain import Chain
from parsing.explaining.places import Step
from parsing.explaining.recording import Recorder, Seen
from parsing.explaining.tracing import Tracing, Watched
from parsing.explaining.wording import last, short
from parsing.linking import members
from parsing.linking.directories import directory_id
from parsing.linking.snapshot import Put, Snapshot
from parsing.linking.values import Value

_SAID = {
    "call": "is called", "implicit": "is called without being written", "value": "is used as a value", "read": "is read",
    "base": "is a base", "implements": "is implemented", "decorator": "decorates", "annotation": "is a written type",
    "returns": "is the type of a result", "accepts": "is the type of a parameter",
}  # fmt: skip


def why(put: Put, snapshot: Snapshot, edge: Edge, load: Callable[[str], bytes]) -> list[Step]:
    """`put`: the owner of the edge. The lines of the edge's sites are absolute."""
    if not put.facts:
        return [
            Step("place", put.path, 1 if put.mode else 0, None, put.path.rpartition("/")[2], "lies in its directory")
        ]
    if not languages.is_code(put.language):
        return list(_required(put, edge))
    tracing = Tracing(put, snapshot, load)
    return _used(tracing, edge) or _said(tracing, edge) or list(_held(tracing, edge))


def _required(put: Put, edge: Edge) -> Iterator[Step]:
    """A requirement in a manifest; its lines are counted from the first line of the file."""
    for each in encoding.facts(put.facts).imports:
        if not edge.sites or (each.line + 1, each.column) in edge.sites:
            says = f"requires {each.spec} {each.name}".strip()
            yield Step("use", put.path, each.line + 1, each.column, each.spec.rpartition(":")[2], says)


def _used(tracing: Tracing, edge: Edge) -> list[Step]:
    """The chain of an edge that a reference or an import of the file produces."""
    if edge.kind == EdgeKind.IMPORTS:
        told = [list(_imported(tracing, each, edge)) for each in tracing.imports(edge.scope, edge.sites)]
        return max(told, key=len, default=[])  # of several in one statement, the one that leads there is longest
    for each in tracing.references(edge.scope, edge.sites):
        watched = tracing.watched(edge)
        caught = watched.reference(each)
        if caught is not None:
            return [_use(tracing, each), *_led(tracing, watched, caught, each, edge)]
    return []


def _imported(tracing: Tracing, each: Import, edge: Edge) -> Iterator[Step]:
    """The statement, and the module that it leads to; for a package made of several files, the directory."""
    recorder = tracing.watched().recorder
    found = recorder.module(recorder.path, each.spec)
    chain = Chain(recorder, tracing.places)
    yield from chain.imported(recorder.path, each.spec, each.name, found)
    for value in _offers(recorder, each, found):
        if value.path and node_id(value.path, NodeKind.MODULE, "") == edge.target:
            yield from chain.definition((value.path, ""))
            return
    for directory in recorder.reads.directories(found.name) if found is not None and found.kind == "package" else ():
        if directory_id(directory, recorder.reads) == edge.target:
            yield Step("place", directory, 0, None, directory.rpartition("/")[2], "holds files of the package")


def _offers(recorder: Recorder, each: Import, found: Value | None) -> Iterator[Value]:
    """What the statement may mean: a submodule, what the package shares under the name, or the module itself."""
    if found is None:
        return
    inside = recorder.language.submodule(found, each.name, recorder.reads) if each.name else None
    yield from (inside,) if inside is not None else ()
    yield from (
        members.member(recorder, found, each.name)
        if found.kind == "package" and each.name not in {"", "*", "?"}
        else ()
    )
    yield found


def _use(tracing: Tracing, each: Reference) -> Step:
    """What is written there, as far as the expression still shows it: local variables are replaced by their values."""
    says = f"{short(each.expression, tracing.language)} {_SAID[each.kind]}"
    return Step(
        "use",
        tracing.path,
        tracing.line(each),
        each.column,
        last(each.expression, tracing.language) if each.kind not in {"implicit", "value"} else "",
        says,
    )


def _led(tracing: Tracing, watched: Watched, caught: list[Seen], each: Reference, edge: Edge) -> Iterator[Step]:
    """The chain of a reference; for a callback or a decorator, the chains to both ends of the edge."""
    chain = Chain(watched.recorder, tracing.places)
    if each.kind == "read":
        found = watched.uses.names.of(each.expression)
        yield from chain.named(each.expression, (found.path, found.name) if found is not None else None)
        return
    both = edge.resolution == Resolution.CALLBACK or edge.kind == EdgeKind.DECORATES
    for end in (edge.source, edge.target) if both else (edge.target,):
        goal = tracing.goal(watched, end)
        if goal is not None:
            yield from chain.of(caught, goal)


def _said(tracing: Tracing, edge: Edge) -> list[Step]:
    """The chain of an edge of a whole definition: an override, a fixture that the test runner passes, a re-export."""
    watched = tracing.watched(edge)
    caught = watched.rest()
    if caught is None:
        return []
    chain, path = Chain(watched.recorder, tracing.places), watched.recorder.path
    if edge.kind == EdgeKind.EXPORTS:
        return _offered(tracing, watched, edge)
    steps: list[Step] = []
    for end in (edge.source, edge.target):
        goal = tracing.goal(watched, end)
        if goal is not None:
            steps += chain.inherited(path, tracing.holder(edge), goal) if steps else []
            steps += chain.meant(goal)
    return steps


def _offered(tracing: Tracing, watched: Watched, edge: Edge) -> list[Step]:
    """The chain of a re-export, by the first import that leads there."""
    goal = watched.uses.names.meaning(edge.target)
    if goal is None:
        return []
    for each in tracing.imports(edge.scope, edge.sites):
        steps = Chain(watched.recorder, tracing.places).offered(each, goal)
        if steps:
            return steps
    return []


def _held(tracing: Tracing, edge: Edge) -> Iterator[Step]:
    """Containment: the outer definition, then the inner one."""
    for end in (edge.source, edge.target):
        found = tracing.defined(end)
        if found is not None:
            name = found.name or tracing.path.rpartition("/")[2]
            yield Step(
                "definition",
                tracing.path,
                found.start_line,
                None,
                name,
                f"{found.kind} {found.qualname or tracing.path}",
            )
        elif end == edge.source and edge.kind == EdgeKind.CONTAINS:
            yield Step("place", tracing.path, 1, None, tracing.path.rpartition("/")[2], "the file")
