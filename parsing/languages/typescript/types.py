"""TypeScript's types as expressions."""

from collections.abc import Callable

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.languages.javascript.values import name_of

_NOTHING = frozenset({"undefined", "null", "void", "never", "unknown", "any", "object", "symbol"})
_PARTS = 6  # how many parts of a union are kept
_ANY = "<%any>"
_PARAMETERS = frozenset({"required_parameter", "optional_parameter"})


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression, whose call is an instance of it."""
    return expressions.by_kind(_RULES, node)


def _named(expressions: Expressions, node: Node) -> str:
    return "".join(expressions.text(node).split())


def _inner(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, nth(node))


def _plain(expressions: Expressions, node: Node) -> str:
    name = expressions.text(node)
    return "" if name in _NOTHING else f"<%{name}>"


def _literal(_: Expressions, node: Node) -> str:
    inner = nth(node)
    return "" if inner is None or inner.type in {"null", "undefined"} else "<%string>"


def _arguments(expressions: Expressions, node: Node) -> str:
    """Type arguments, also those of `f<T, U>(x)`."""
    return ",".join(annotation(expressions, each) or _ANY for each in node.named_children if each.type != "comment")


def _generic(expressions: Expressions, node: Node) -> str:
    name, given = annotation(expressions, node.child_by_field_name("name")), node.child_by_field_name("type_arguments")
    return f"{name}[{_arguments(expressions, given)}]" if name and given is not None else name


def _list(expressions: Expressions, node: Node) -> str:
    return f"<%list>[{_inner(expressions, node)}]"


def _tuple(expressions: Expressions, node: Node) -> str:
    return f"<%tuple>[{_arguments(expressions, node)}]"


def _either(expressions: Expressions, node: Node) -> str:
    """The parts of a union or an intersection that may have members."""
    parts: list[str] = []
    waiting = list(node.named_children)
    while waiting and len(parts) < _PARTS:
        part = waiting.pop(0)
        if part.type == node.type:
            waiting[:0] = part.named_children
        elif part.type != "comment":
            parts.append(annotation(expressions, part))
    known = list(dict.fromkeys(each for each in parts if each and each not in {"<%string>", "<%number>", "<%boolean>"}))
    if not known:
        return next(filter(None, parts), "")
    return known[0] if len(known) == 1 else f"<%union>[{','.join(known)}]"


def function(expressions: Expressions, node: Node) -> str:
    """The types of the parameters, then that of the result."""
    result = node.child_by_field_name("return_type") or node.child_by_field_name("type")
    listed = node.child_by_field_name("parameters")
    typed = [each for each in (listed.named_children if listed is not None else ()) if each.type in _PARAMETERS]
    given = [annotation(expressions, each.child_by_field_name("type")) or _ANY for each in typed if _is_plain(each)]
    return f"<%callable>[{{tuple:{','.join(given)}}},{annotation(expressions, result) or _ANY}]"


def _is_plain(parameter: Node) -> bool:
    pattern = parameter.child_by_field_name("pattern")
    return pattern is not None and pattern.type not in {"this", "rest_pattern"}


def _record(expressions: Expressions, node: Node) -> str:
    """An anonymous object type: the types of its members; with an index signature, the type under any key."""
    pairs: list[str] = []
    for each in node.named_children[:16]:
        name, told = each.child_by_field_name("name"), each.child_by_field_name("type")
        if each.type == "index_signature":
            return f"<%dict>[<%string>,{annotation(expressions, told)}]"
        kind = function(expressions, each) if each.type == "method_signature" else annotation(expressions, told)
        word = name_of(expressions, name) if name is not None else ""
        if kind and word.replace("$", "_").isidentifier():
            pairs.append(f'<"{word}>,{kind}')
    return f"<%record>[{','.join(pairs)}]" if pairs else ""


def _query(expressions: Expressions, node: Node) -> str:
    """`typeof x`, the type of a value."""
    inner = nth(node)
    if inner is not None and inner.type == "call_expression":
        return f"<%value>[{expressions.of(inner)}]"
    told = _named(expressions, inner) if inner is not None else ""
    return f"<%value>[{told}]" if terms.is_dotted(told) else ""


def _looked_up(expressions: Expressions, node: Node) -> str:
    """`T["key"]`, an indexed access type: what an instance of T has under the key."""
    held, key = nth(node), nth(node, 1)
    base = terms.then(annotation(expressions, held), "()")
    literal = nth(key) if key is not None and key.type == "literal_type" else None
    if literal is not None and literal.type == "string":
        name = name_of(expressions, literal)
        return f"<%value>[{base}.{name}]" if base and name.replace("$", "_").isidentifier() else ""
    return f"<%value>[{base}[?]]" if base else ""


def _this(_: Expressions, __: Node) -> str:
    return "<%self>"


def _flag(_: Expressions, __: Node) -> str:
    return "<%boolean>"


_RULES: dict[str, Callable[[Expressions, Node], str]] = {
    "type_annotation": _inner,
    "type_identifier": _named,
    "identifier": _named,
    "nested_type_identifier": _named,
    "member_expression": _named,
    "predefined_type": _plain,
    "literal_type": _literal,
    "template_literal_type": lambda *_: "<%string>",
    "index_type_query": lambda *_: "<%string>",
    "generic_type": _generic,
    "type_arguments": _arguments,
    "array_type": _list,
    "readonly_type": _inner,
    "tuple_type": _tuple,
    "optional_type": _inner,
    "rest_type": _inner,
    "union_type": _either,
    "intersection_type": _either,
    "parenthesized_type": _inner,
    "function_type": function,
    "constructor_type": function,
    "object_type": _record,
    "type_query": _query,
    "lookup_type": _looked_up,
    "this_type": _this,
    "this": _this,
    "type_predicate_annotation": _flag,
    "type_predicate": _flag,
    "asserts_annotation": lambda *_: "",
}
