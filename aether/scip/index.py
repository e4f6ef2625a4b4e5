"""Writes a SCIP index one document at a time: concatenated protobuf messages are merged when they are parsed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any, Final, NamedTuple

from aether.scip.schema import DEFINITION, IMPORT, TEST, UTF8, messages
from aether.scip.symbols import KINDS, symbols
from graph.conventions import is_test
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Edge, Node
from store.model import Header

_RELATED: Final = {EdgeKind.OVERRIDES, EdgeKind.INHERITS, EdgeKind.IMPLEMENTS}


class _Graph(NamedTuple):
    header: Header
    nodes: dict[int, Node]
    owned: dict[str, list[Node]]  # by path
    uses: dict[str, list[Edge]]  # with sites, by path
    related: dict[int, list[Edge]]  # by source
    symbols: dict[int, str]


def index(rows: Iterable[Header | Node | Edge]) -> Iterator[bytes]:
    """`rows`: the store's export, which is held in memory here. Bare-name matches are omitted. An occurrence begins at the
    graph's position and is as long as the name. The graph has no column for a definition, whose occurrence therefore begins
    its line.
    """
    graph = _gather(rows)
    yield _metadata(graph.header).SerializeToString()
    for path in sorted(graph.owned.keys() | graph.uses.keys()):
        document = _document(graph, path)
        if document is not None:
            yield messages()["Index"](documents=[document]).SerializeToString()
    outside = [node for node in graph.nodes.values() if node.kind.startswith("external_")]
    yield messages()["Index"](external_symbols=[_information(graph, node) for node in outside]).SerializeToString()


def _gather(rows: Iterable[Header | Node | Edge]) -> _Graph:
    everything = list(rows)
    header = everything[0]
    if not isinstance(header, Header):
        raise TypeError("an export begins with its header")
    nodes = {row.id: row for row in everything if isinstance(row, Node)}
    edges = [row for row in everything if isinstance(row, Edge)]
    owned, uses, related = defaultdict(list), defaultdict(list), defaultdict(list)
    for node in nodes.values():
        owned[node.path].append(node)
    for edge in edges:
        if edge.resolution is not Resolution.NAME and edge.sites:
            uses[edge.path].append(edge)
        if edge.kind in _RELATED:
            related[edge.source].append(edge)
    return _Graph(header, nodes, owned, uses, related, symbols(header.repo, nodes, edges))


def _metadata(header: Header) -> Any:
    tool = messages()["ToolInfo"](name="aether", version=version("aelus-aether"), arguments=[f"commit={header.commit}"])
    told = messages()["Metadata"](tool_info=tool, project_root=f"file:///{header.repo}", text_document_encoding=UTF8)
    return messages()["Index"](metadata=told)


def _document(graph: _Graph, path: str) -> Any:
    """One file's document, or None for a directory or a file in no supported language."""
    here = [node for node in graph.owned.get(path, ()) if node.start_line and node.kind is not NodeKind.FILE]
    uses = graph.uses.get(path, ())
    if not here and not uses:
        return None
    occurrences = {**_uses(graph, uses), **_definitions(graph, here)}
    language = next((node.language for node in here if node.language), "")
    return messages()["Document"](
        relative_path=path,
        language=language,
        position_encoding=UTF8,
        occurrences=[_occurrence(key, *value) for key, value in sorted(occurrences.items())],
        symbols=[_information(graph, node) for node in here if node.id in graph.symbols],
    )


Key = tuple[int, int, int, str]  # line, first column, last column, symbol
Value = tuple[int, tuple[int, ...]]  # roles, enclosing range


def _definitions(graph: _Graph, nodes: Iterable[Node]) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for node in nodes:
        symbol = graph.symbols.get(node.id)
        if symbol is not None:
            line = node.start_line - 1
            around = (node.first_line - 1, 0, max(node.end_line, node.start_line), 0)
            found[line, 0, 0, symbol] = (DEFINITION | _role(node.path), around)
    return found


def _uses(graph: _Graph, edges: Iterable[Edge]) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for edge in edges:
        symbol, target = graph.symbols.get(edge.target), graph.nodes.get(edge.target)
        if symbol is None or target is None:
            continue
        length = len(target.name.encode())
        role = _role(edge.path) | (IMPORT if edge.kind is EdgeKind.IMPORTS else 0)
        for line, column in edge.sites:
            key = (line - 1, column, column + length, symbol)
            found[key] = (found.get(key, (0, ()))[0] | role, ())
    return found


def _occurrence(key: Key, roles: int, around: tuple[int, ...]) -> Any:
    line, first, last, symbol = key
    return messages()["Occurrence"](
        range=[line, first, last], symbol=symbol, symbol_roles=roles, enclosing_range=around
    )


def _information(graph: _Graph, node: Node) -> Any:
    signature, docstring = (str(node.attributes.get(name, "")) for name in ("signature", "docstring"))
    told = (
        {"signature_documentation": messages()["Document"](language=node.language, text=signature)} if signature else {}
    )
    return messages()["SymbolInformation"](
        symbol=graph.symbols[node.id],
        kind=KINDS[node.kind],
        display_name=node.name,
        documentation=[docstring] if docstring else [],
        relationships=[
            _relationship(graph, edge) for edge in graph.related.get(node.id, ()) if edge.target in graph.symbols
        ],
        **told,
    )


def _relationship(graph: _Graph, edge: Edge) -> Any:
    """Code browsers list an overriding definition among the overridden one's references, but no subclass among its base's."""
    same = edge.kind is EdgeKind.OVERRIDES
    return messages()["Relationship"](symbol=graph.symbols[edge.target], is_implementation=True, is_reference=same)


def _role(path: str) -> int:
    return TEST if is_test(path) else 0
