"""Java: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_java

from parsing.comments import above
from parsing.language import Language
from parsing.languages.java import models, modules, shapes, statements, types

LANGUAGE = Language(
    name="java",
    grammar=tree_sitter_java.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    alike=shapes.ALIKE,
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
    parent_name="super",
    this_name="this",
    constructor="new",
    block_scopes=True,
    open_classes=True,
    qualified=True,
    functional=True,
    overloads=True,
    counted=True,
    annotates=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=lambda _: "*",
    shares=modules.shares,
    namespace=modules.namespace,
    results=models.RESULTS,
    handed=models.HANDED,
    types=models.TYPES,
    kinds=models.KINDS,
    top="java.lang.Object",
    is_type=models.is_type,
)
