"""Rust: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_rust

from parsing.comments import above
from parsing.language import Language
from parsing.languages.rust import models, modules, shapes, statements, types

LANGUAGE = Language(
    name="rust",
    grammar=tree_sitter_rust.language,
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
    entered=statements.entered,
    docstring=above,
    traits=types.traits,
    owner=types.owner,
    package=statements.package,
    hidden=lambda _: False,
    keeps=modules.keeps,
    block_scopes=True,
    overloads=True,
    annotates=True,
    generic_functions=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
    submodule=modules.submodule,
    shares=modules.shares,
    namespace=modules.namespace,
    results=models.RESULTS,
    handed=models.HANDED,
    builtins=models.BUILTINS,
)
