"""PHP: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_php

from graph.paths import sibling
from parsing.comments import above
from parsing.language import Language
from parsing.languages.php import documented, models, modules, shapes, statements, types

LANGUAGE = Language(
    name="php",
    grammar=tree_sitter_php.language_php,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=types.parameters,
    annotation=types.annotation,
    bases=types.bases,
    binds=statements.binds,
    imports=statements.imports,
    yielded=statements.yielded,
    docstring=above,
    traits=types.traits,
    decorators=types.decorators,
    returned=documented.returned,
    package=modules.package,
    parent_name="parent",
    this_name="$this",
    constructor="__construct",
    annotates=True,
    hooks=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=sibling,
    submodule=modules.submodule,
    shares=modules.shares,
    namespace=modules.namespace,
    beside=modules.beside,
    meant=modules.meant,
    results=models.RESULTS,
    handed=models.HANDED,
    builtins=models.BUILTINS,
)
