"""JavaScript: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_javascript

from parsing.language import Language
from parsing.languages.javascript import documented, models, modules, patterns, places, prepared, shapes, statements


def queries(*names: str) -> str:
    """The text of the named query files, which the JavaScript family shares."""
    return "".join(files(__package__).joinpath(f"{name}.scm").read_text(encoding="utf-8") for name in names)


LANGUAGE = Language(
    name="javascript",
    grammar=tree_sitter_javascript.language,
    query=queries("facts", "scripts", "elements"),
    shapes=shapes.SHAPES,
    alike=shapes.ALIKE,
    definables=shapes.DEFINABLES,
    prepared=prepared.prepared,
    parameters=patterns.parameters,
    annotation=lambda *_: "",
    returned=documented.returned,
    docstring=documented.docstring,
    bases=statements.bases,
    binds=statements.binds,
    imports=statements.imports,
    implicit=statements.implicit,
    yielded=statements.yielded,
    traits=statements.traits,
    decorators=statements.decorators,
    head=places.head,
    holder=places.holder,
    entered=patterns.entered,
    parent_name="super",
    this_name="this",
    module_object=patterns.MODULE_OBJECT,
    default_name="default",
    hidden=lambda name: name == "default",
    constructor="constructor",
    keyed_members=True,
    hoists=True,
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=modules.importing,
    results=models.RESULTS,
    handed=models.HANDED,
    types=models.TYPES,
    builtins=models.BUILTINS,
)
