"""C++: what it adds to C. Headers are read as C++, whatever includes them."""

from dataclasses import replace
from importlib.resources import files

import tree_sitter_cpp

from parsing.languages import c
from parsing.languages.cpp import models, shapes, statements, types

LANGUAGE = replace(
    c.LANGUAGE,
    name="cpp",
    grammar=tree_sitter_cpp.language,
    query=c.QUERY + files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=types.parameters,
    bases=types.bases,
    type_params=types.type_params,
    binds=statements.binds,
    implicit=statements.implicit,
    this_name="this",
    constructor="new",
    open_classes=True,
    types=models.TYPES,
    results=models.RESULTS,
)
