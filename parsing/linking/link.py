"""Links one owner: a pure function of its own facts and of the answers to its recorded questions."""

from collections.abc import Mapping

from graph.facts import Definition, Facts
from graph.identity import node_id
from graph.kinds import EdgeKind, NodeKind
from graph.model import Node
from parsing import encoding, languages, manifests
from parsing.language import Language
from parsing.linking import declarations, directories
from parsing.linking.evaluator import Evaluator
from parsing.linking.exports import link_exports
from parsing.linking.fixtures import Fixtures
from parsing.linking.gather import Gather, Linked
from parsing.linking.inheritance import Inheritance
from parsing.linking.names import Names
from parsing.linking.reads import Reads
from parsing.linking.snapshot import Put, Snapshot
from parsing.linking.targets import Targets
from parsing.linking.uses import Uses


def link(owner: Put, snapshot: Snapshot) -> Linked:
    return link_file(owner, snapshot) if owner.mode else link_directory(owner.path, snapshot)


def link_directory(path: str, snapshot: Snapshot) -> Linked:
    """The directory's node, and the edge from the directory that contains it."""
    reads, gather = Reads(snapshot, path), Gather(path)
    own = gather.node(directories.directory_node(path, reads))
    if path:
        gather.edge(EdgeKind.CONTAINS, directories.directory_id(path.rpartition("/")[0], reads), own)
    return gather.linked(reads)


def link_file(put: Put, snapshot: Snapshot) -> Linked:
    """The file's node; for a file in a known language also its module, its definitions and what they use."""
    reads, gather = Reads(snapshot, put.path), Gather(put.path)
    own = gather.node(_file_node(put))
    gather.edge(EdgeKind.CONTAINS, directories.directory_id(put.path.rpartition("/")[0], reads), own)
    if put.facts and not languages.is_code(put.language):
        _link_manifest(put, encoding.facts(put.facts), gather)
    elif put.facts:
        _link_code(put, languages.load(put.language), encoding.facts(put.facts), reads, gather)
    return gather.linked(reads)


def _link_manifest(put: Put, facts: Facts, gather: Gather) -> None:
    """The project depends on every package that the manifest names; the file's node keeps the versions, verbatim."""
    ecosystem = manifests.READERS[put.language].ecosystem
    project, own = node_id("", NodeKind.PROJECT, ""), _file_id(put.path)
    for each in facts.imports:
        identifier = node_id("", NodeKind.EXTERNAL_PACKAGE, f"{ecosystem}:{each.spec}")
        name = each.spec.rpartition("/")[2]
        kind = NodeKind.EXTERNAL_PACKAGE
        package = gather.node(Node(identifier, kind, name, each.spec, "", ecosystem, 0, 0, 0, {}))
        gather.edge(EdgeKind.DEPENDS_ON, project, package, scope=own, site=(each.line, each.column))
    if facts.imports:
        requires = {each.spec: each.name for each in facts.imports}
        gather.node(gather.nodes[own]._replace(attributes={**gather.nodes[own].attributes, "requires": requires}))


def _link_code(put: Put, language: Language, facts: Facts, reads: Reads, gather: Gather) -> None:
    uses = begin(put, Evaluator(put.path, language, reads), facts, gather)
    uses.holders()
    uses.imports()
    uses.parameters.learn()
    uses.references()
    finish(uses)


def begin(put: Put, evaluator: Evaluator, facts: Facts, gather: Gather) -> Uses:
    """Adds the nodes of the file's module and definitions; the edges to what they use come later."""
    elsewhere = declarations.elsewhere(evaluator, facts.definitions) if evaluator.language.sees is not None else {}
    ids = _define(put, evaluator.language, facts, evaluator.reads, gather, elsewhere)
    gather.edge(EdgeKind.CONTAINS, _file_id(put.path), ids[0])
    return Uses(evaluator, facts, ids, gather, Targets(evaluator), Names(evaluator), elsewhere)


def finish(uses: Uses) -> None:
    """The edges that come from no single reference: re-exports, fixtures called by a test runner, overrides, hooks."""
    evaluator, facts, ids, gather = uses.evaluator, uses.facts, uses.ids, uses.gather
    link_exports(evaluator, uses.names, facts, ids[0], gather)
    Fixtures(evaluator, facts, ids, gather, uses.targets).link()
    below = Inheritance(evaluator, facts, ids, gather, uses.targets, uses.elsewhere)
    below.overrides()
    below.dynamic()
    below.hooks()


def _file_id(path: str) -> int:
    return node_id(path, NodeKind.FILE, "")


def _file_node(put: Put) -> Node:
    attributes: dict[str, object] = {}
    if put.skipped:
        attributes["skipped"] = put.skipped
    if put.partial:
        attributes["partial"] = True
    name = put.path.rpartition("/")[2]
    return Node(_file_id(put.path), NodeKind.FILE, name, put.path, put.path, put.language, 1, 1, 1, attributes)


def _define(
    put: Put, language: Language, facts: Facts, reads: Reads, gather: Gather, elsewhere: Mapping[int, int]
) -> list[int]:
    """One node per definition; the ids in the order of the facts. `elsewhere`: ids of those with a node elsewhere."""
    module = language.module_name(put.path, reads)
    return [
        elsewhere[place] if place in elsewhere else gather.node(_node(put, definition, module))
        for place, definition in enumerate(facts.definitions)
    ]


def _node(put: Put, definition: Definition, module: str) -> Node:
    qualified = f"{module}.{definition.qualname}" if definition.qualname else module
    return Node(
        node_id(put.path, definition.kind, definition.qualname, definition.ordinal),
        NodeKind(definition.kind),
        definition.name or module.rpartition("/" if "/" in module else ".")[2],
        qualified,
        put.path,
        put.language,
        definition.start_line,
        definition.end_line,
        definition.first_line,
        _attributes(definition),
    )


def _attributes(definition: Definition) -> dict[str, object]:
    told = {
        "signature": definition.signature,
        "docstring": definition.docstring,
        "decorators": list(definition.decorators),
        "body": definition.body,
    }
    return {name: value for name, value in told.items() if value}
