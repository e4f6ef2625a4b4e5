"""Go: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_go

from parsing.comments import above
from parsing.language import Language
from parsing.languages.go import builds, models, modules, shapes, statements, types

LANGUAGE = Language(
    name="go",
    grammar=tree_sitter_go.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    alike=shapes.ALIKE,
    definables=shapes.DEFINABLES,
    parameters=types.parameters,
    annotation=types.annotation,
    bases=types.bases,
    type_params=types.type_params,
    made_of=types.made_of,
    binds=statements.binds,
    imports=statements.imports,
    implicit=statements.implicit,
    docstring=above,
    owner=types.owner,
    package=statements.package,
    marks=builds.marks,
    block_scopes=True,
    conversions=True,
    generic_functions=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
    shares=modules.shares,
    namespace=modules.namespace,
    variant=builds.variant,
    results=models.RESULTS,
    types=models.TYPES,
    builtins=models.BUILTINS,
)
