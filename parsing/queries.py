"""A language's grammar and query, ready to run; made once per process."""

import itertools
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser, Query, QueryCursor

from parsing import languages
from parsing.embedding import Source

Event = tuple[int, int, int, int, Callable[[Node], None], Node]


class Captures(NamedTuple):
    """A language ready to run."""

    parser: Parser
    query: Query
    ranks: dict[str, int]  # the order of captures with equal ranges


@cache
def ready(name: str) -> Captures:
    language = languages.load(name)
    grammar = Grammar(language.grammar())
    query = Query(grammar, language.query)
    names = [query.capture_name(index) for index in range(query.capture_count)]
    return Captures(Parser(grammar), query, {capture: rank for rank, capture in enumerate(names)})


def root(ready: Captures, source: Source) -> Node:
    ready.parser.included_ranges = list(source.ranges)  # an empty list: the whole text
    return ready.parser.parse(source.text).root_node


def events(ready: Captures, root: Node, handlers: object) -> list[Event]:
    """The captured nodes in source order, outer nodes first, each with its handler `on_...`."""
    count = itertools.count()  # makes the sort keys unique, so that the handlers and nodes are never compared
    found = [
        (node.start_byte, -node.end_byte, rank, next(count), handle, node)
        for name, nodes in QueryCursor(ready.query).captures(root).items()
        if name[0] != "_"  # captured for a predicate only
        for rank, handle in ((ready.ranks[name], getattr(handlers, f"on_{name}")),)
        for node in nodes
    ]
    found.sort()
    return found
