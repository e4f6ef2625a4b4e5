"""TypeScript: what it adds to JavaScript."""

from dataclasses import replace
from importlib.resources import files

import tree_sitter_typescript

from parsing.languages import javascript
from parsing.languages.typescript import prepared, shapes, statements, types

TYPES_QUERY = files(__package__).joinpath("types.scm").read_text(encoding="utf-8")

LANGUAGE = replace(
    javascript.LANGUAGE,
    name="typescript",
    grammar=tree_sitter_typescript.language_typescript,
    query=javascript.queries("facts") + TYPES_QUERY,
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    annotation=types.annotation,
    heading=statements.heading,
    bases=statements.bases,
    binds=statements.binds,
    type_params=statements.type_params,
    prepared=prepared.prepared,
    merges=True,
)
