"""C#: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_c_sharp

from parsing.comments import above
from parsing.conditions import decided
from parsing.language import Language
from parsing.languages.csharp import models, modules, projects, shapes, statements, types

LANGUAGE = Language(
    name="csharp",
    grammar=tree_sitter_c_sharp.language,
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
    called=types.called,
    prepared=lambda source: bytes(decided(source, everywhere=True)),
    package=modules.package,
    marks=modules.marks,
    parent_name="base",
    this_name="this",
    constructor="new",
    block_scopes=True,
    open_classes=True,
    generic_functions=True,
    overloads=True,
    counted=True,
    annotates=True,
    extends="offered",
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=lambda _: "*",
    submodule=modules.submodule,
    shares=modules.shares,
    namespace=modules.namespace,
    beside=modules.beside,
    meant=projects.meant,
    results=models.RESULTS,
    handed=models.HANDED,
    types=models.TYPES,
    kinds=models.KINDS,
    top=models.TOP,
    is_type=models.is_type,
    never_null=models.VALUES,
)
