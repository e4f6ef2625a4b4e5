"""Lua: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_lua

from graph.paths import sibling
from parsing.comments import above
from parsing.language import Language
from parsing.languages.lua import modules, shapes, statements, tables

LANGUAGE = Language(
    name="lua",
    grammar=tree_sitter_lua.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=statements.parameters,
    annotation=lambda *_: "",
    bases=tables.bases,
    binds=statements.binds,
    imports=lambda *_: (),
    docstring=above,
    traits=statements.traits,
    heading=tables.heading,
    called=tables.called,
    owner=tables.owner,
    package=tables.note,
    module_object=modules.GIVEN,
    maker="new",
    constructor="initialize",
    keyed_members=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=sibling,
    builtins=modules.BUILTINS,
)
