"""Bash: the `Language` value that the engine and the linker work from."""

from importlib.resources import files

import tree_sitter_bash

from graph.paths import sibling
from parsing.comments import above
from parsing.language import Definable, Language, Shape
from parsing.languages.bash import commands, modules

LANGUAGE = Language(
    name="bash",
    grammar=tree_sitter_bash.language,
    query=files(__package__).joinpath("facts.scm").read_text(encoding="utf-8"),
    shapes={
        "command": Shape(commands.call, ("name", "argument")),
        "command_substitution": Shape(lambda *_: "", ("name", "argument")),
        "variable_name": Shape("name"),
    },
    definables={"function_definition": Definable("function", params="", returns="")},
    parameters=lambda *_: (),
    annotation=lambda *_: "",
    binds=commands.binds,
    imports=commands.imports,
    implicit=commands.implicit,
    called=commands.called,
    docstring=above,
    hidden=lambda _: False,
    module_name=modules.module_name,
    resolve=modules.resolve,
    importing=sibling,
    builtins=modules.BUILTINS,
)
