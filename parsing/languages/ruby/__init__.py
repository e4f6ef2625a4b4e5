"""Ruby: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_ruby

from graph.paths import sibling
from parsing.comments import above
from parsing.language import Language
from parsing.languages.ruby import definitions, models, modules, shapes, statements

LANGUAGE = Language(
    name="ruby",
    grammar=tree_sitter_ruby.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes=shapes.SHAPES,
    definables=shapes.DEFINABLES,
    parameters=definitions.parameters,
    annotation=lambda *_: "",
    bases=definitions.bases,
    binds=statements.binds,
    imports=statements.imports,
    implicit=statements.implicit,
    yielded=statements.yielded,
    docstring=above,
    traits=definitions.traits,
    heading=definitions.heading,
    called=definitions.called,
    owner=definitions.owner,
    parent_name="super",
    open_classes=True,
    hooks=True,
    blocks=True,
    reopens=True,
    maker="new",
    makers=models.MAKERS,
    constructor="initialize",
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=sibling,
    shares=modules.shares,
    sees=modules.sees,
    namespace=modules.namespace,
    results=models.RESULTS,
    builtins=models.BUILTINS,
)
