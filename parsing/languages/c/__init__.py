"""C: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_c

from graph.paths import sibling
from parsing.comments import above
from parsing.language import Language
from parsing.languages.c import declarators, modules, prepared, shapes, statements, types, values

QUERY = files(__package__).joinpath("facts.scm").read_text(encoding="utf-8")

LANGUAGE = Language(
    name="c",
    grammar=tree_sitter_c.language,
    query=QUERY,
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    prepared=prepared.prepared,
    heading=declarators.heading,
    called=declarators.called,
    owner=declarators.owner,
    parameters=types.parameters,
    annotation=types.annotation,
    returned=values.expansion,
    traits=types.traits,
    binds=statements.binds,
    imports=statements.imports,
    docstring=above,
    block_scopes=True,
    overloads=True,
    points=True,
    annotates=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=sibling,
    shares=modules.shares,
    sees=modules.sees,
    casts=True,
    namespace=modules.namespace,
)
