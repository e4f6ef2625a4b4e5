"""Zig: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_zig

from parsing.comments import above
from parsing.language import Language
from parsing.languages.zig import modules, shapes, statements, values

LANGUAGE = Language(
    name="zig",
    grammar=tree_sitter_zig.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=statements.parameters,
    annotation=values.annotation,
    binds=statements.binds,
    imports=statements.imports,
    implicit=values.made,
    docstring=above,
    traits=statements.traits,
    called=statements.called,
    head=statements.head,
    block_scopes=True,
    open_classes=True,
    points=True,
    file_types=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
)
