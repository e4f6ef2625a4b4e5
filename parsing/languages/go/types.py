"""Go's types as expressions, and the parts of definitions that are types: parameters, receivers, embedded types."""

from collections.abc import Callable

from tree_sitter import Node

from graph.facts import Param
from parsing.expressions import Expressions, nth
from parsing.language import Base
from parsing.terms import LONGEST

_PARAMETERS = frozenset({"parameter_declaration", "variadic_parameter_declaration"})
_OWN_MEMBERS = frozenset({"struct_type", "interface_type"})
_ANY = "<%any>"
DEEPEST = 20  # nesting of types; anything deeper is unknown
_PLAIN = frozenset(
    [
        "bool",
        "string",
        "error",
        "byte",
        "rune",
        "uintptr",
        "any",
        "int",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float32",
        "float64",
    ]
)


def annotation(expressions: Expressions, node: Node | None, depth: int = 0) -> str:
    """A type as an expression; a pointer is treated as what it points to. `depth`: how many types enclose it."""
    if node is None or depth >= DEEPEST:
        return ""
    kind = node.type
    if depth or kind not in _RULES:
        return _read(expressions, node, kind, depth)
    return expressions.once((kind, expressions.text(node)), _read, expressions, node, kind, 0)


def _read(expressions: Expressions, node: Node, kind: str, depth: int) -> str:
    rule = _RULES.get(kind)
    text = rule(expressions, node, depth + 1) if rule is not None else ""
    return text if len(text) <= LONGEST else ""


def _named(expressions: Expressions, node: Node, _depth: int) -> str:
    return "".join(expressions.text(node).split())


def _inner(expressions: Expressions, node: Node, depth: int = 0) -> str:
    return annotation(expressions, nth(node), depth) if node.named_child_count == 1 else _ANY


def _elements(expressions: Expressions, node: Node, depth: int = 0) -> str:
    return f"<%list>[{annotation(expressions, node.child_by_field_name('element'), depth)}]"


def _map(expressions: Expressions, node: Node, depth: int = 0) -> str:
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    return f"<%dict>[{annotation(expressions, key, depth)},{annotation(expressions, value, depth)}]"


def _channel(expressions: Expressions, node: Node, depth: int = 0) -> str:
    return f"<%list>[{annotation(expressions, node.child_by_field_name('value'), depth)}]"


def function(expressions: Expressions, node: Node, depth: int = 0) -> str:
    return f"<%callable>[{annotation(expressions, node.child_by_field_name('result'), depth)}]"


def _generic(expressions: Expressions, node: Node, depth: int = 0) -> str:
    given = node.child_by_field_name("type_arguments")
    arguments = [annotation(expressions, each, depth) for each in (given.named_children if given is not None else ())]
    return f"{annotation(expressions, node.child_by_field_name('type'), depth)}[{','.join(arguments)}]"


def _results(expressions: Expressions, node: Node, depth: int = 0) -> str:
    """`(A, error)` is a tuple; a single result is just its type."""
    types = [
        annotation(expressions, each.child_by_field_name("type"), depth)
        for each in node.named_children
        for _ in range(max(1, len(each.children_by_field_name("name"))))
        if each.type in _PARAMETERS
    ]
    return types[0] if len(types) == 1 else f"<%tuple>[{','.join(each or _ANY for each in types)}]"


def _structure(expressions: Expressions, node: Node, depth: int = 0) -> str:
    """An anonymous struct: the types of its fields, as far as they may have methods."""
    pairs: list[str] = []
    listed = nth(node)
    for field in listed.named_children if listed is not None else ():
        kind = annotation(expressions, field.child_by_field_name("type"), depth)
        names = [expressions.text(name) for name in field.children_by_field_name("name")]
        pairs += [f'<"{name}>,{kind}' for name in names if kind and kind not in _PLAIN]
    return f"<%record>[{','.join(pairs)}]"


def _anything(_expressions: Expressions, _node: Node, _depth: int) -> str:
    return _ANY


_RULES: dict[str, Callable[[Expressions, Node, int], str]] = {
    "type_identifier": _named,
    "identifier": _named,
    "qualified_type": _named,
    "selector_expression": _named,
    "pointer_type": _inner,
    "parenthesized_type": _inner,
    "type_constraint": _inner,
    "type_elem": _inner,
    "slice_type": _elements,
    "array_type": _elements,
    "implicit_length_array_type": _elements,
    "map_type": _map,
    "channel_type": _channel,
    "function_type": function,
    "generic_type": _generic,
    "parameter_list": _results,
    "struct_type": _structure,
    "interface_type": _anything,
}


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The receiver first and the named results last: the body sees all of them."""
    around = node.parent
    receiver = around.child_by_field_name("receiver") if around is not None else None
    result = around.child_by_field_name("result") if around is not None else None
    first = [param._replace(annotation="") for param in _listed(expressions, receiver)]
    if around is not None and around.type == "method_elem":
        first = [Param("", "", "", "")]
    last = [param._replace(kind="->") for param in _listed(expressions, result) if param.name]
    return (*first, *_listed(expressions, node), *last)


def _listed(expressions: Expressions, node: Node | None) -> list[Param]:
    found: list[Param] = []
    for each in node.named_children if node is not None and node.type == "parameter_list" else ():
        if each.type in _PARAMETERS:
            kind = "*" if each.type == "variadic_parameter_declaration" else ""
            told = annotation(expressions, each.child_by_field_name("type"))
            names = [expressions.text(name) for name in each.children_by_field_name("name")] or [""]
            found += [Param("" if name == "_" else name, kind, told, "") for name in names]
    return found


def owner(expressions: Expressions, node: Node) -> str:
    """The receiver's type, without the pointer and type arguments."""
    receiver = node.child_by_field_name("receiver")
    declared = nth(receiver) if receiver is not None else None
    written = annotation(expressions, declared.child_by_field_name("type")) if declared is not None else ""
    return written.partition("[")[0]


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """The types that a struct or an interface embeds."""
    body = node.child_by_field_name("type")
    fields = nth(body) if body is not None and body.type == "struct_type" else None
    if fields is not None:
        found = [each.child_by_field_name("type") for each in fields.named_children if is_embedded(each)]
        written = [(annotation(expressions, each), each) for each in found if each is not None]
    elif body is not None and body.type == "interface_type":
        elements = [each for each in body.named_children if each.type == "type_elem"]
        written = [(_embedded(expressions, each), each) for each in elements]
    else:
        return []
    return [Base(expression, each) for expression, each in written if expression]


def _embedded(expressions: Expressions, element: Node) -> str:
    return annotation(expressions, nth(element)) if element.named_child_count == 1 else ""


def is_embedded(field: Node) -> bool:
    return field.type == "field_declaration" and field.child_by_field_name("name") is None


def made_of(expressions: Expressions, node: Node) -> str:
    """The underlying type of `type T []U`; '' for structs and interfaces, which have members of their own."""
    kind = node.child_by_field_name("type")
    return annotation(expressions, kind) if kind is not None and kind.type not in _OWN_MEMBERS else ""


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    """The type parameters of a type; for a method, the names that its receiver gives them."""
    receiver = node.child_by_field_name("receiver")
    declared = nth(receiver) if receiver is not None else None
    if declared is not None:
        written = annotation(expressions, declared.child_by_field_name("type"))
        return [each for each in written.partition("[")[2].rstrip("]").split(",") if each.isidentifier()]
    listed = node.child_by_field_name("type_parameters")
    return [
        expressions.text(name)
        for each in (listed.named_children if listed is not None else ())
        for name in each.children_by_field_name("name")
    ]
