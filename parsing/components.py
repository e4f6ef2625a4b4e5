"""Files that are one class as a whole: Vue's single-file components."""

from typing import TYPE_CHECKING

from graph.facts import Definition
from parsing.language import Traits
from parsing.scopes import Bind, Scope
from parsing.written import Defined

if TYPE_CHECKING:
    from parsing.engine import Walk

NAME = "default"


def add(walk: "Walk") -> None:
    """Adds the class that the file exports by default; a default-exported object of its script holds the members."""
    if NAME in walk.defined:
        return  # the script exports a class
    lines, end = walk.definitions[0].end_line, len(walk.source)
    definition = Definition("class", f"<{NAME}>", NAME, 0, 0, 1, 1, lines, "", walk.definitions[0].docstring, ())
    scope = Scope("class", NAME, len(walk.definitions), walk.module, 0, end, sealed=True)
    walk.definitions.append(definition)
    walk.defined[NAME] = [Defined(definition, scope, 0, (), (), "", Traits(), (), "")]
    walk.module.binds[NAME] = [Bind(f"<@{NAME}>", 0, end, walk.module, closed=True)]
