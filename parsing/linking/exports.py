"""Re-exports: what a module imports and lists as exported; without a list, a package's own file exports its imports."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.facts import Facts
from graph.kinds import EdgeKind, Resolution
from parsing.linking.gather import Gather, Site
from parsing.linking.names import Denoted, Names

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator


def link_exports(evaluator: "Evaluator", names: Names, facts: Facts, own: int, gather: Gather) -> None:
    """An EXPORTS edge from the module to every definition of another module that it re-exports."""
    if not evaluator.language.exports_name:
        return
    places = {(each.spec, each.name): (each.line, each.column) for each in facts.imports if not each.scope}
    for found, imported in _offered(evaluator, names):
        if found is not None and found.name and found.path != evaluator.path:
            site: Site | None = places.get(imported)
            gather.edge(EdgeKind.EXPORTS, own, found.node, Resolution.EXACT, own, site)


def _offered(evaluator: "Evaluator", names: Names) -> Iterator[tuple[Denoted | None, tuple[str, str]]]:
    """Each re-export with the (spec, name) of the import that binds it, where one does."""
    interface = evaluator.reads.own() or {}
    listed = interface.get(evaluator.language.exports_name)
    whole = listed is None and evaluator.language.offers(evaluator.path)
    for name in listed.values if listed is not None else interface if whole else ():
        item = interface.get(name)
        if listed is not None or (item is not None and not item.kind and not evaluator.language.hidden(name or "_")):
            yield names.named(evaluator.path, name), _import(item.values if item is not None else ())
    stars = interface.get("*") if whole else None
    for spec in stars.values if stars is not None else ():
        source = evaluator.module(evaluator.path, spec)
        path = source.path if source is not None and source.kind == "module" else ""
        told = evaluator.reads.item(path, evaluator.language.exports_name) if path else None
        for name in told.values if told is not None else ():
            yield names.named(path, name), (spec, "*")


def _import(values: tuple[str, ...]) -> tuple[str, str]:
    first = next((value for value in values if value.startswith("<!")), "")
    spec, _, name = first[2:-1].rpartition(":")
    return spec, name
