"""A language's grammar and query, ready to run; made once a process."""

from functools import cache
from typing import NamedTuple

from tree_sitter import Language as Grammar
from tree_sitter import Parser, Query

from parsing import languages


class Captures(NamedTuple):
    """A language ready to run."""

    parser: Parser
    query: Query
    ranks: dict[str, int]  # of captures that start and end together


@cache
def ready(name: str) -> Captures:
    language = languages.load(name)
    grammar = Grammar(language.grammar())
    query = Query(grammar, language.query)
    names = [query.capture_name(index) for index in range(query.capture_count)]
    return Captures(Parser(grammar), query, {capture: rank for rank, capture in enumerate(names)})
