"""Scala: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_scala

from parsing.comments import above
from parsing.language import Language
from parsing.languages.java import models as java_models
from parsing.languages.java import modules as java
from parsing.languages.scala import models, modules, names, shapes, statements, types

LANGUAGE = Language(
    name="scala",
    grammar=tree_sitter_scala.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=types.parameters,
    annotation=types.annotation,
    bases=types.bases,
    type_params=types.type_params,
    binds=statements.binds,
    imports=statements.imports,
    implicit=statements.implicit,
    docstring=above,
    traits=types.traits,
    decorators=types.decorators,
    package=statements.package,
    marks=statements.marks,
    heading=types.heading,
    called=types.called,
    signs=names.SIGNS,
    parent_name="super",
    this_name="this",
    constructor="new",
    call_name="apply",
    bare_calls=True,
    companions=True,
    block_scopes=True,
    open_classes=True,
    qualified=True,
    overloads=True,
    annotates=True,
    extends="offered",
    certain=True,
    module_name=java.module_name,
    resolve=modules.resolve,
    shares=modules.shares,
    namespace=java.namespace,
    beside=modules.beside,
    submodule=modules.submodule,
    results=models.RESULTS,
    handed=models.HANDED,
    types=models.TYPES,
    kinds=models.KINDS,
    top="java.lang.Object",
    builtins=models.BUILTINS,
    is_type=java_models.is_type,
)
