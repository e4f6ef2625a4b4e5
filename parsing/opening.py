"""Types that are opened to add members and bases, also in files other than their own (Swift: `extension T: P {}`)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tree_sitter import Node

from graph.facts import Item
from parsing import terms
from parsing.expressions import part
from parsing.linking.partial import PARTIAL
from parsing.scopes import Closing, Scope

if TYPE_CHECKING:
    from parsing.engine import Walk


def enter(walk: "Walk", node: Node, bodies: dict[int, Scope]) -> list[tuple[str, Node]]:
    """Reads the body in the type's scope, and returns the bases that are added, as `T(B)`. The opening has no node."""
    name, body = walk.language.opened(walk.expressions, node), part(node, "body")
    if not name or body is None:
        walk.partial = True
        return []
    scope = next((each for each in walk.classes if each.qualname == name), None)
    if scope is None:
        scope = Scope("class", name, walk.scope.definition, walk.module, body.start_byte, body.end_byte)
        walk.classes.append(scope)
    bodies[body.start_byte] = scope
    bases = walk.language.bases(walk.expressions, node)
    walk.opened.setdefault(name, []).extend(base.expression for base in bases)
    return [(terms.then(f"<@{name}>", f"({base.expression})"), base.node) for base in bases]


def items(walk: "Walk", closing: Closing, known: Mapping[str, Item]) -> dict[str, Item]:
    """The items of the types that the file opens, with all that the file says of each."""
    found: dict[str, Item] = {}
    for name, added in walk.opened.items():
        item = known.get(name, Item())
        bases = [closed for each in added if (closed := closing.close(each, walk.module, 0))]
        flags = item.flags if PARTIAL in item.flags else (*item.flags, PARTIAL)
        found[name] = item._replace(bases=(*item.bases, *bases), flags=flags)
    return found
