"""Kotlin: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_kotlin

from parsing.comments import above
from parsing.language import Language
from parsing.languages.java import models as java_models
from parsing.languages.java import modules as java
from parsing.languages.kotlin import models, modules, prepared, shapes, statements, types

LANGUAGE = Language(
    name="kotlin",
    grammar=tree_sitter_kotlin.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=types.parameters,
    annotation=types.annotation,
    bases=types.bases,
    type_params=types.type_params,
    binds=statements.binds,
    imports=statements.imports,
    docstring=above,
    traits=types.traits,
    decorators=types.decorators,
    package=statements.package,
    heading=types.heading,
    called=types.called,
    prepared=prepared.prepared,
    parent_name="super",
    this_name="this",
    constructor="new",
    block_scopes=True,
    open_classes=True,
    qualified=True,
    functional=True,
    overloads=True,
    annotates=True,
    extends="named",
    receives=True,
    certain=True,
    widens=False,
    module_name=java.module_name,
    resolve=java.resolve,
    importing=lambda _: "*",
    shares=modules.shares,
    namespace=java.namespace,
    variant=modules.variant,
    results=models.RESULTS,
    handed=models.HANDED,
    types=models.TYPES,
    kinds=models.KINDS,
    top="java.lang.Object",
    builtins=models.BUILTINS,
    is_type=java_models.is_type,
)
