"""Destructuring patterns, and parameters, which may be patterns."""

from collections.abc import Iterator

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import DEEPEST, Expressions, nth
from parsing.languages.javascript import contexts, documented
from parsing.languages.javascript.places import FUNCTIONS, head
from parsing.languages.javascript.values import name_of
from parsing.scopes import Scope

THIS = Param("this", "", "", "")
_TYPED = frozenset({"required_parameter", "optional_parameter"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_METHODS = frozenset({"method_definition", "method_signature", "abstract_method_signature", "call_signature"})
_EXPORTS = frozenset({"exports", "module.exports"})
MODULE_OBJECT = "exports"


def unpack(expressions: Expressions, pattern: Node | None, value: str, depth: int = 0) -> Iterator[tuple[Node, str]]:
    """Every name in the pattern with the part of the value it takes; `depth`: how many patterns enclose it."""
    if pattern is None or depth > DEEPEST:
        return
    if pattern.type in _NAMES or pattern.type == "member_expression":
        yield pattern, value
    elif pattern.type in {"assignment_pattern", "object_assignment_pattern"}:
        given = terms.either([value, expressions.of(pattern.child_by_field_name("right"))])
        left = pattern.child_by_field_name("left")
        yield from unpack(expressions, left, _key(expressions, pattern, value, given), depth + 1)
    elif pattern.type == "object_pattern":
        for child in pattern.named_children:
            yield from unpack(expressions, *_property(expressions, child, value), depth + 1)
    elif pattern.type == "array_pattern":
        for element, taken in _places(pattern, value):
            yield from unpack(expressions, element, taken, depth + 1)


def _places(pattern: Node, value: str) -> Iterator[tuple[Node | None, str]]:
    for place, element in enumerate(_elements(pattern)):
        if element is not None and element.type == "rest_pattern":
            yield nth(element), terms.then(value, f"[{place}:]")
        else:
            yield element, terms.then(value, f"[{place}]")


def _elements(pattern: Node) -> list[Node | None]:
    """The elements by position; `[a, , b]` has a hole."""
    found: list[Node | None] = [None]
    for child in pattern.children[1:-1]:
        if child.type == ",":
            found.append(None)
        elif child.is_named:
            found[-1] = child
    return found


def _property(expressions: Expressions, child: Node, value: str) -> tuple[Node | None, str]:
    if child.type == "pair_pattern":
        key = child.child_by_field_name("key")
        name = name_of(expressions, key) if key is not None else ""
        return child.child_by_field_name("value"), terms.then(value, f".{name}") if name else ""
    if child.type == "rest_pattern":
        return nth(child), value
    if child.type == "object_assignment_pattern":
        return child, value
    return child, terms.then(value, f".{expressions.text(child)}")


def _key(expressions: Expressions, pattern: Node, value: str, given: str) -> str:
    """The value of a default: in `{ a = b }` the left side is also the key."""
    if pattern.type != "object_assignment_pattern":
        return given
    left = pattern.child_by_field_name("left")
    default = expressions.of(pattern.child_by_field_name("right"))
    return terms.either([terms.then(value, f".{expressions.text(left)}") if left is not None else "", default])


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """For a method, `this` comes first; a pattern is named after its position."""
    if node.type == "identifier":
        return (Param(expressions.text(node), "", "", ""),)
    around = node.parent
    told = documented.parameters(expressions, around) if around is not None else {}
    found = [_parameter(expressions, each, place, told) for place, each in enumerate(_listed(node))]
    untold = around is not None and any(not each.annotation and not each.kind for each in found)
    context = contexts.declared(expressions, around) if around is not None and untold else ""
    if context:
        found = [
            each if each.annotation or each.kind else each._replace(annotation=f"<%value>[{context}[&{place}]]")
            for place, each in enumerate(found)
        ]
    first = [THIS] if around is not None and is_method(expressions, around) else []
    return (*first, *found)


def _listed(node: Node) -> list[Node]:
    """The parameters, except a declared `this`."""
    listed = [child for child in node.named_children if child.type not in {"comment", "decorator"}]
    return [each for each in listed if _pattern(each).type != "this"]


def _pattern(node: Node) -> Node:
    pattern = node.child_by_field_name("pattern") if node.type in _TYPED else node
    return pattern if pattern is not None else node


def _parameter(expressions: Expressions, node: Node, place: int, told: dict[str, str]) -> Param:
    pattern, kind = _pattern(node), ""
    default = expressions.of(node.child_by_field_name("value")) if node.type in _TYPED else ""
    annotation = expressions.language.annotation(expressions, node.child_by_field_name("type"))
    if pattern.type == "rest_pattern":
        pattern, kind = nth(pattern) or pattern, "*"
        annotation = annotation.removeprefix("<%list>[").removesuffix("]") if annotation.startswith("<%list>[") else ""
    if pattern.type == "assignment_pattern":
        default = expressions.of(pattern.child_by_field_name("right"))
        pattern = pattern.child_by_field_name("left") or pattern
    name = expressions.text(pattern) if pattern.type == "identifier" else f"#{place}"
    if not default and node.type == "optional_parameter":
        default = "<'undefined>"
    return Param(name, kind, annotation or told.get(name, ""), default)


def is_method(expressions: Expressions, node: Node) -> bool:
    """Whether `this` in the function is the object it is a member of."""
    if node.type in _METHODS:
        return True
    if node.type not in FUNCTIONS or node.type == "arrow_function":
        return False
    placed = head(expressions, node)
    if placed is None:
        return False
    return placed.node.type in {"pair", "field_definition", "public_field_definition"} or (
        placed.owner not in {"", *_EXPORTS}
    )


def entered(expressions: Expressions, node: Node, scope: Scope) -> list[tuple[str, str]]:
    """The names in parameter patterns, and `this` in a function that is not a method: an instance made with `new`."""
    params = node.child_by_field_name("parameters")
    return [*_unpacked(expressions, params, scope), *_this(expressions, node, params, scope)] if params else []


def _unpacked(expressions: Expressions, params: Node, scope: Scope) -> Iterator[tuple[str, str]]:
    for place, each in enumerate(_listed(params)):
        pattern = _pattern(each)
        pattern = (pattern.child_by_field_name("left") or pattern) if pattern.type == "assignment_pattern" else pattern
        if pattern.type in {"object_pattern", "array_pattern"}:
            for name, value in unpack(expressions, pattern, f"<${scope.qualname}:#{place}>"):
                yield expressions.text(name), value


def _this(expressions: Expressions, node: Node, params: Node, scope: Scope) -> Iterator[tuple[str, str]]:
    declared = next((each for each in params.named_children if _pattern(each).type == "this"), None)
    if declared is not None:
        told = expressions.language.annotation(expressions, declared.child_by_field_name("type"))
        yield from [("this", terms.then(told, "()"))] if told else []
    elif scope.kind == "lambda" and node.type != "arrow_function":
        yield "this", ""
    elif scope.kind == "function" and node.type != "arrow_function" and not scope.receiver:
        yield "this", f"<%new>[<@{scope.qualname}>]()"
