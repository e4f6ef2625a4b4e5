"""Swift: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_swift

from graph.paths import sibling
from parsing.comments import above
from parsing.language import Language
from parsing.languages.swift import models, modules, prepared, shapes, statements, types, values

LANGUAGE = Language(
    name="swift",
    grammar=tree_sitter_swift.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=types.parameters,
    annotation=types.annotation,
    bases=types.bases,
    type_params=types.type_params,
    binds=statements.binds,
    imports=statements.imports,
    prepared=prepared.prepared,
    implicit=values.wrapped,
    docstring=above,
    traits=types.traits,
    decorators=types.decorators,
    heading=types.heading,
    called=types.called,
    entered=types.entered,
    opened=types.opened,
    parent_name="super",
    this_name="self",
    constructor="init",
    block_scopes=True,
    open_classes=True,
    overloads=True,
    labelled=True,
    counted=True,
    annotates=True,
    extends="added",
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=sibling,
    shares=modules.shares,
    sees=modules.sees,
    meant=modules.meant,
    namespace=modules.namespace,
    results=models.RESULTS,
    handed=models.HANDED,
    types=models.TYPES,
    kinds=models.KINDS,
    top="Any",
    is_type=models.is_type,
    builtins=models.BUILTINS,
)
