"""Rust's paths as expressions: `crate::a::B`, `Self::new`, `<T as Trait>::f`."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.languages.rust.models import PRIMITIVES

_SCOPED = frozenset({"scoped_identifier", "scoped_type_identifier"})
_AROUND = {  # nodes that wrap a path, and the field that holds it
    "generic_type": "type",
    "generic_type_with_turbofish": "type",
    "generic_function": "function",
    "qualified_type": "alias",
    "reference_type": "type",
}
STANDARD = frozenset({"std", "core", "alloc"})
_TYPES = frozenset({"struct_item", "enum_item", "union_item", "trait_item", "type_item"})
OWN = "own "  # prefix of a private import, which only the module and its descendants see
NEAR = "near"  # prefix of a path whose first name is looked up in the file's enclosing modules
FARTHEST = 256  # how many enclosing nodes are examined
DEEPEST = 64  # how many enclosing nodes are searched for type parameters


def segments(expressions: Expressions, node: Node | None) -> list[str]:
    """The names of a path, without type arguments; for `<T as Trait>`, those of the trait."""
    names: list[str] = []
    while node is not None:  # a loop: a path may be longer than recursion is deep
        if node.type in _SCOPED:
            name = node.child_by_field_name("name")
            names += [expressions.text(name)] if name is not None else []
            node = node.child_by_field_name("path")
        elif node.type == "bracketed_type":
            node = nth(node)
        elif node.type in _AROUND:
            node = node.child_by_field_name(_AROUND[node.type])
        else:
            names += [expressions.text(node)] if not node.named_child_count else []
            break
    return names[::-1]


def path(expressions: Expressions, node: Node) -> str:
    """A path as an expression; '' if it starts at a type without a name, such as a tuple."""
    return spelled(expressions, node, segments(expressions, node))


def spelled(expressions: Expressions, node: Node, names: Sequence[str]) -> str:
    """The expression for a path of these names, as seen from the node."""
    if not names or not all(name.isidentifier() for name in names):
        return ""
    first, rest = names[0], list(names[1:])
    if first in {"crate", "super"} or (first == "self" and rest):
        spec, rest = _relative(expressions, node, names)
        root = f"<!{spec}:>"
    elif first in STANDARD:
        start = next((place for place, name in enumerate(rest) if name[0].isupper()), len(rest) - 1)
        root, rest = "std", rest[max(start, 0) :]
    else:
        root = _root(expressions, node, first, alone=not rest)
    text = ".".join([root, *rest]) if root else ""
    return text if len(text) <= terms.LONGEST else ""


def _root(expressions: Expressions, node: Node, name: str, *, alone: bool) -> str:
    if name == "Self":
        return this_type(expressions, node)
    bound = bound_of(expressions, node, name) if name[0].isupper() else None
    if bound is not None:
        return path(expressions, bound)
    if alone or not name[0].islower() or name in PRIMITIVES or _is_local(expressions, node, name):
        return name
    inside = [expressions.text(each) for each in _modules(expressions, node)]
    return f"<!{'::'.join([NEAR, *inside, name])}:>"


def _is_local(expressions: Expressions, node: Node, name: str) -> bool:
    """Whether an enclosing block imports or declares the path's first name. A variable cannot start a path."""
    blocks = (each for each in around(expressions, node) if each.type == "block")
    local = (child for each in blocks for child in each.named_children if child.type in {"use_declaration", "mod_item"})
    return any(re.search(rf"\b{name}\b", expressions.text(child)) for child in local)


def specified(expressions: Expressions, node: Node, names: Sequence[str]) -> str:
    """The spec of an import: `crate::a`, `self::inline::b`, `super`, `other::c`."""
    if names and names[0] in {"self", "super"}:
        spec, rest = _relative(expressions, node, names)
        return "::".join([spec, *rest])
    return "::".join(names)


def _relative(expressions: Expressions, node: Node, names: Sequence[str]) -> tuple[str, list[str]]:
    """Where a path of `crate`, `self` or `super` starts, given the file's modules around the node, and its rest."""
    if names[0] == "crate":
        return "crate", list(names[1:])
    inside, rest, above = [expressions.text(each) for each in _modules(expressions, node)], list(names), 0
    while rest and rest[0] in {"self", "super"}:
        if rest.pop(0) == "super":
            if inside:
                inside.pop()
            else:
                above += 1
    if above:
        return "::".join(["super"] * above), rest
    return "::".join(["self", *inside]), rest


def _modules(expressions: Expressions, node: Node) -> list[Node]:
    """The names of the inline modules around a node, outermost first."""
    found = [each.child_by_field_name("name") for each in around(expressions, node) if each.type == "mod_item"]
    return [each for each in found if each is not None][::-1]


def around(expressions: Expressions, node: Node) -> Iterator[Node]:
    """The enclosing nodes, innermost first, up to a depth that no handwritten code reaches."""
    current = expressions.parent(node)
    for _ in range(FARTHEST):
        if current is None:
            return
        yield current
        current = expressions.parent(current)


def this_type(expressions: Expressions, node: Node) -> str:
    """`Self`: the type of the enclosing `impl`; in a trait, whichever type implements it."""
    for each in around(expressions, node):
        if each.type == "impl_item":
            return owned(expressions, each)
        if each.type == "trait_item":
            return "<%self>"
        if each.type in _TYPES:
            return expressions.text(each.child_by_field_name("name") or each)
    return ""


def owned(expressions: Expressions, implementation: Node) -> str:
    """The type that an `impl` is for, as an expression."""
    qualname = owner_name(expressions, implementation)
    if qualname and qualname.encode() in declared(expressions):
        return f"<@{qualname}>"
    written = implementation.child_by_field_name("type")
    names = segments(expressions, written)
    return spelled(expressions, implementation, names)


def owner_name(expressions: Expressions, implementation: Node) -> str:
    """The qualified name of the type that an `impl` is for, as defined in the nearest enclosing module that has it."""
    names = segments(expressions, implementation.child_by_field_name("type"))
    if not names or not names[-1].isidentifier():
        return ""
    inside = [expressions.text(each) for each in _modules(expressions, implementation)]
    for end in range(len(inside), -1, -1):
        qualname = ".".join([*inside[:end], names[-1]])
        if qualname.encode() in declared(expressions):
            return qualname
    return names[-1]


def declared(expressions: Expressions) -> frozenset[bytes]:
    """The qualified names of the file's types."""
    return expressions.noted or frozenset()


def note(expressions: Expressions, root: Node) -> None:
    """Collects the types of the file before anything else is read."""
    found: set[bytes] = set()
    waiting: list[tuple[Node, str]] = [(root, "")]
    while waiting:
        node, prefix = waiting.pop()
        for child in node.named_children:
            name = child.child_by_field_name("name") if child.type in _TYPES or child.type == "mod_item" else None
            if name is None:
                continue
            qualname = f"{prefix}{expressions.text(name)}"
            body = child.child_by_field_name("body") if child.type == "mod_item" else None
            if body is not None:
                waiting.append((body, f"{qualname}."))
            elif child.type not in {"mod_item", "type_item"}:
                found.add(qualname.encode())
    expressions.noted = frozenset(found)


def bound_of(expressions: Expressions, node: Node, name: str) -> Node | None:
    """The first trait bound of the type parameter of this name; None if there is no such parameter or bound."""
    for place, each in enumerate(around(expressions, node)):
        names = _names(expressions, each) if place < DEEPEST else ()
        if name in names:
            return _declared(expressions, each, name) or _implemented(expressions, each, name)
    return None


def _names(expressions: Expressions, definition: Node) -> list[str]:
    """The names of a definition's type parameters."""
    listed = definition.child_by_field_name("type_parameters")
    written = (each.child_by_field_name("name") for each in (listed.named_children if listed is not None else ()))
    return [expressions.text(each) for each in written if each is not None]


def _implemented(expressions: Expressions, definition: Node, name: str) -> Node | None:
    """The bound that an `impl` next to the type puts on its type parameter of the same name."""
    called = definition.child_by_field_name("name") if definition.type in _TYPES else None
    for each in definition.parent.named_children if called is not None and definition.parent is not None else ():
        if each.type == "impl_item" and segments(expressions, each.child_by_field_name("type"))[-1:] == [
            expressions.text(called or each)
        ]:
            bound = _declared(expressions, each, name)
            if bound is not None:
                return bound
    return None


def _declared(expressions: Expressions, definition: Node, name: str) -> Node | None:
    listed = definition.child_by_field_name("type_parameters")
    for parameter in listed.named_children if listed is not None else ():
        written = parameter.child_by_field_name("name")
        if written is not None and expressions.text(written) == name:
            return _first(parameter.child_by_field_name("bounds")) or _where(expressions, definition, name)
    return None


def _where(expressions: Expressions, definition: Node, name: str) -> Node | None:
    clause = next((child for child in definition.named_children if child.type == "where_clause"), None)
    for each in clause.named_children if clause is not None else ():
        left = each.child_by_field_name("left")
        if left is not None and expressions.text(left) == name:
            return _first(each.child_by_field_name("bounds"))
    return None


def _first(bounds: Node | None) -> Node | None:
    """The first bound that is a trait: no lifetime, no `?Sized`."""
    listed = bounds.named_children if bounds is not None else ()
    return next((each for each in listed if each.type not in {"lifetime", "removed_trait_bound"}), None)
