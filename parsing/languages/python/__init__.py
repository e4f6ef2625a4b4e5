"""Python: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_python

from graph.paths import sibling
from parsing.language import Language
from parsing.languages.python import models, modules, reading, shapes, statements

LANGUAGE = Language(
    name="python",
    grammar=tree_sitter_python.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    alike=shapes.ALIKE,
    patterns=shapes.PATTERNS,
    parameters=statements.parameters,
    annotation=statements.annotation,
    bases=statements.bases,
    type_params=statements.type_params,
    made_of=statements.made_of,
    binds=statements.binds,
    imports=statements.imports,
    implicit=statements.implicit,
    reads=reading.names,
    yielded=statements.yielded,
    outer=statements.outer,
    docstring=statements.docstring,
    documented=statements.documented,
    traits=statements.traits,
    parent_name="super",
    fixtures=models.FIXTURES,
    is_test=modules.is_test,
    shared_fixtures=modules.conftests,
    tells_reads=True,
    exports_name="__all__",
    offers=modules.is_marker,
    getter_name="getattr",
    hooks=True,
    constructor="__init__",
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=sibling,
    submodule=modules.submodule,
    results=models.RESULTS,
    handed=models.HANDED,
    types=models.TYPES,
    builtins=models.BUILTINS,
)
