"""Java's types as expressions, and the parts of definitions that are types: parameters, bases, type parameters."""

import re
from collections.abc import Callable

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Base, Traits

_ANY = "?"  # an unknown type argument: its type parameter is replaced by its bound
_ANNOTATIONS = frozenset({"annotation", "marker_annotation"})
_TYPE_DECLARATIONS = frozenset({"interface_declaration", "annotation_type_declaration"})
_BOUNDED = re.compile(rb"[<,]\s*(?:@\w+\s+)*(\w+)\s+extends\b")
_INSIDE = re.compile(r"<[^<>]*>")


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; '' for `var` and `void`."""
    return expressions.by_kind(_RULES, node)


def _named(expressions: Expressions, node: Node) -> str:
    text = expressions.text(node)
    if text == "var":
        return ""
    bound = _bound(expressions, node, text) if expressions.mentions(_BOUNDED, text) else None
    return terms.first([text, annotation(expressions, bound)]) if bound is not None else text


def _bound(expressions: Expressions, node: Node, name: str) -> Node | None:
    """The bound of a type parameter, which stands in where type arguments do not say what it is. Inside bounds, names
    of type parameters are left as they are, since they may refer to each other.
    """
    around: Node | None = node
    while around is not None and around.type != "type_parameters":
        listed = around.child_by_field_name("type_parameters")
        for each in listed.named_children if listed is not None else ():
            bound = nth(each, each.named_child_count - 1)
            declared = next((child for child in each.named_children if child.type == "type_identifier"), None)
            if declared is not None and expressions.text(declared) == name:
                first = nth(bound) if bound is not None and bound.type == "type_bound" else None
                return first if first is not None and expressions.text(first) != name else None
        around = around.parent
    return None


def _scoped(expressions: Expressions, node: Node) -> str:
    """`Outer.Inner`, without the type arguments of the outer type."""
    parts = [child for child in node.named_children if child.type not in _ANNOTATIONS]
    names = [
        expressions.text(child) if child.type == "type_identifier" else annotation(expressions, child)
        for child in parts
    ]
    return ".".join([names[0].partition("[")[0], *names[1:]]) if all(names) and names else ""


def _primitive(expressions: Expressions, node: Node) -> str:
    return f"<%{expressions.text(node)}>"


def _generic(expressions: Expressions, node: Node) -> str:
    kind, given = nth(node), nth(node, node.named_child_count - 1)
    listed = given.named_children if given is not None else ()
    arguments = [annotation(expressions, each) or _ANY for each in listed if each.type not in _COMMENTS]
    name = annotation(expressions, kind)
    return f"{name}[{','.join(arguments)}]" if arguments and name else name


def _array(expressions: Expressions, node: Node) -> str:
    return dimensioned(annotation(expressions, node.child_by_field_name("element")), expressions, node)


def dimensioned(kind: str, expressions: Expressions, node: Node) -> str:
    """The type with the array dimensions written after the name: `T x[]`."""
    dimensions = node.child_by_field_name("dimensions")
    for _ in range(expressions.text(dimensions).count("[") if dimensions is not None and kind else 0):
        kind = f"<%list>[{kind}]"
    return kind


def _wildcard(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, nth(node, node.named_child_count - 1)) or _ANY


def _last(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, nth(node, node.named_child_count - 1))


def _either(expressions: Expressions, node: Node) -> str:
    return terms.either([annotation(expressions, each) for each in node.named_children])


_COMMENTS = frozenset({"line_comment", "block_comment"})
_RULES: dict[str, Callable[[Expressions, Node], str]] = {
    "type_identifier": _named,
    "identifier": _named,
    "scoped_type_identifier": _scoped,
    "scoped_identifier": lambda expressions, node: expressions.text(node),
    "integral_type": _primitive,
    "floating_point_type": _primitive,
    "boolean_type": _primitive,
    "generic_type": _generic,
    "array_type": _array,
    "wildcard": _wildcard,
    "annotated_type": _last,
    "catch_type": _either,
}


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The receiver comes first where there is one; a lambda has only its own parameters."""
    around = node.parent
    if around is not None and around.type == "compact_constructor_declaration":
        record = around.parent.parent if around.parent is not None else None
        node = (record.child_by_field_name("parameters") if record is not None else None) or node
    if around is not None and around.type == "lambda_expression":
        return _of_lambda(expressions, node, expected(expressions, around))
    own = tuple(_parameter(expressions, each) for each in node.named_children if each.type in _PARAMETERS)
    if around is None or "static" in modifiers(expressions, around):
        return own
    return (Param("this", "", "", ""), *own)


def _of_lambda(expressions: Expressions, node: Node, wanted: str) -> tuple[Param, ...]:
    """An untyped parameter takes its type from the method of the functional interface that is expected there."""
    listed = [node] if node.type == "identifier" else [each for each in node.named_children if each.type in _PARAMETERS]
    found = [_parameter(expressions, each) for each in listed]
    return tuple(
        each if each.annotation else each._replace(default=terms.then(wanted, f"().{terms.CALLED}{place}()"))
        for place, each in enumerate(found)
    )


def expected(expressions: Expressions, node: Node) -> str:
    """The target type of a lambda: that of a cast, a declaration or the method's result."""
    around = node.parent
    if around is None or around.type in {"cast_expression", "parenthesized_expression"}:
        told = annotation(expressions, around.child_by_field_name("type")) if around is not None else ""
        return told or (expected(expressions, around) if around is not None and around.type[0] == "p" else "")
    declaration = around.parent if around.type == "variable_declarator" else None
    if around.type == "return_statement":
        declaration = around
        while declaration is not None and declaration.type not in _RESULTS:
            declaration = declaration.parent
        if declaration is None or declaration.type != "method_declaration":
            return ""
    return annotation(expressions, declaration.child_by_field_name("type")) if declaration is not None else ""


_RESULTS = frozenset({"method_declaration", "constructor_declaration", "lambda_expression", "class_body"})


def _parameter(expressions: Expressions, node: Node) -> Param:
    if node.type == "identifier":
        return Param(expressions.text(node), "", "", "")
    if node.type == "spread_parameter":
        declarator = nth(node, node.named_child_count - 1)
        name = declarator.child_by_field_name("name") if declarator is not None else None
        kind = annotation(expressions, nth(node, node.named_child_count - 2))
        return Param(expressions.text(name) if name is not None else "", "*", kind, "")
    name = node.child_by_field_name("name")
    kind = dimensioned(annotation(expressions, node.child_by_field_name("type")), expressions, node)
    return Param(expressions.text(name) if name is not None else "", "", kind, "")


_PARAMETERS = frozenset({"formal_parameter", "spread_parameter", "identifier"})


def modifiers(expressions: Expressions, node: Node) -> list[str]:
    """The modifiers of a declaration (`public`, `static`, ...), without its annotations."""
    first = nth(node)
    if first is None or first.type != "modifiers":
        return []
    return [expressions.text(each) for each in first.children if each.type not in _ANNOTATIONS]


def decorators(_: Expressions, node: Node) -> list[Node]:
    first = nth(node)
    if first is None or first.type != "modifiers":
        return []
    return [each for each in first.named_children if each.type in _ANNOTATIONS]


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    """Whether a method has a receiver. `own` flags what no class inherits or overrides."""
    told = modifiers(expressions, node) if node.type == "method_declaration" else []
    own = node.type != "method_declaration" or "static" in told or "private" in told
    flags = ["own"] if own else []
    if node.type == "method_declaration" and node.child_by_field_name("body") is None:
        flags.append("abstract")
    return Traits("" if "static" in told else "instance", tuple(flags))


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """What a type extends and implements; for an anonymous class, the type after `new`."""
    if node.type == "object_creation_expression":
        made = node.child_by_field_name("type")
        return [Base(annotation(expressions, made), made)] if made is not None else []
    if node.type == "enum_constant":
        enum = enum_of(node)
        return [Base(expressions.text(enum), enum)] if enum is not None else []
    found: list[Base] = []
    for part in node.named_children:
        if part.type in {"superclass", "extends_interfaces", "super_interfaces"}:
            listed = nth(part)
            types = listed.named_children if listed is not None and listed.type == "type_list" else part.named_children
            kind = "implements" if part.type == "super_interfaces" else "base"
            found += [Base(annotation(expressions, each), each, kind) for each in types]
    return [base for base in found if base.expression]


def enum_of(constant: Node) -> Node | None:
    """The name of the enum that a constant belongs to."""
    body = constant.parent
    declaration = body.parent if body is not None else None
    return declaration.child_by_field_name("name") if declaration is not None else None


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    listed = node.child_by_field_name("type_parameters")
    names = [next((child for child in each.named_children if child.type == "type_identifier"), each) for each in (listed.named_children if listed is not None else ())]  # fmt: skip
    return [expressions.text(name) for name in names]
