"""Scala's types as expressions, and the parts of definitions that are types: parameters, bases, type parameters."""

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from graph.facts import Param
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.language import EXTENSION, Base, Traits
from parsing.languages.scala import placeholders
from parsing.languages.scala.names import encoded, written
from parsing.linking.bare_calls import BARE
from parsing.linking.companions import CASE, COMPANION, OBJECT

ANY = "<%any>"
KINDS = (
    "type_identifier|generic_type|stable_type_identifier|function_type|tuple_type|compound_type|infix_type|"
    "lazy_parameter_type|repeated_parameter_type|projected_type|annotated_type|parenthesized_type"
)
_NOTHING = frozenset({"Unit", "Nothing"})
_BOUNDED = re.compile(rb"\b(\w+)\s*<:")
_BODIES = frozenset({"template_body", "with_template_body", "enum_body"})
_TYPES = frozenset({"class_definition", "trait_definition", "enum_definition"})
_OBJECTS = frozenset({"object_definition", "package_object", "given_definition"})
_FUNCTIONS = frozenset({"function_definition", "function_declaration"})
_GIVEN_UNSAID = frozenset({"implicit", "using"})
_PATH = re.compile(r"[\w$]+(?:\.[\w$]+)+")


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; '' for `Unit`. A curried function returns a function that takes the next list."""
    text = expressions.by_kind(_RULES, node)
    around = node.parent if node is not None else None
    if around is None or around.type not in _FUNCTIONS or around.child_by_field_name("return_type") != node:
        return text
    for listed in reversed(lists(around)[1:]):
        taken = (annotation(expressions, each.child_by_field_name("type")) or ANY for each in _each(listed))
        text = f"<%callable>[[{','.join(taken)}],{text or ANY}]"
    return text


def _named(expressions: Expressions, node: Node) -> str:
    name = encoded(expressions.text(node))
    if name in _NOTHING:
        return ""
    if expressions.mentions(_BOUNDED, name):
        return annotation(expressions, bound) if (bound := _bound(expressions, node, name)) is not None else name
    return name


def _bound(expressions: Expressions, node: Node, name: str) -> Node | None:
    """The upper bound of a function's type parameter, which stands in where type arguments do not say what it is."""
    around: Node | None = node
    while around is not None and around.type not in _FUNCTIONS:
        if around.type == "type_parameters":
            return None
        around = around.parent
    for listed in children_of(around, "type_parameters") if around is not None else ():
        names = listed.children_by_field_name("name")
        bounds = [each for each in listed.children_by_field_name("bound") if each.type == "upper_bound"]
        for each in names if len(names) == len(bounds) == 1 else ():
            if expressions.text(each) == name:
                return bounds[0].child_by_field_name("type")
    return None


def _path(expressions: Expressions, node: Node) -> str:
    text = "".join(expressions.text(node).split())
    return text if _PATH.fullmatch(text) else ""


def _generic(expressions: Expressions, node: Node) -> str:
    kind = annotation(expressions, node.child_by_field_name("type"))
    listed = node.child_by_field_name("type_arguments")
    given = [annotation(expressions, each) or ANY for each in (listed.named_children if listed is not None else ())]
    return f"{kind}[{','.join(given)}]" if kind and given else kind


def _function(expressions: Expressions, node: Node) -> str:
    listed = node.child_by_field_name("parameter_types")
    taken = [annotation(expressions, each) or ANY for each in (listed.named_children if listed is not None else ())]
    result = annotation(expressions, node.child_by_field_name("return_type")) or ANY
    return f"<%callable>[[{','.join(taken)}],{result}]"


def _tuple(expressions: Expressions, node: Node) -> str:
    return f"<%tuple>[{','.join(annotation(expressions, each) or ANY for each in node.named_children)}]"


def _infix(expressions: Expressions, node: Node) -> str:
    left, operator, right = map(node.child_by_field_name, ("left", "operator", "right"))
    if left is None or operator is None or right is None:
        return ""
    return f"{written(expressions, operator)}[{annotation(expressions, left) or ANY},{annotation(expressions, right) or ANY}]"


def _inner(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, child_of(node, KINDS))


def _projected(expressions: Expressions, node: Node) -> str:
    outer, inner = annotation(expressions, node.child_by_field_name("type")), node.child_by_field_name("selector")
    return f"{outer}.{written(expressions, inner)}" if outer and inner is not None else ""


_RULES: dict[str, Callable[[Expressions, Node], str]] = {
    "type_identifier": _named,
    "stable_type_identifier": _path,
    "generic_type": _generic,
    "function_type": _function,
    "tuple_type": _tuple,
    "compound_type": _inner,
    "infix_type": _infix,
    "lazy_parameter_type": _inner,
    "repeated_parameter_type": _inner,
    "annotated_type": _inner,
    "parenthesized_type": _inner,
    "applied_constructor_type": _inner,
    "projected_type": _projected,
}


def result(node: Node) -> Node | None:
    return node.child_by_field_name("return_type")


def lists(function: Node) -> list[Node]:
    """The parameter lists that a call writes arguments for, as opposed to implicit ones."""
    return [each for each in children_of(function, "parameters") if not _is_unsaid(each)]


def _is_unsaid(listed: Node) -> bool:
    """Whether this is an implicit parameter list, whose arguments the compiler finds unless a call writes them."""
    return any(child.type in _GIVEN_UNSAID for child in listed.children)


def _unsaid(function: Node) -> list[Node]:
    return [each for each in children_of(function, "parameters") if _is_unsaid(each)]


def made(node: Node) -> tuple[Node | None, Node | None]:
    """The type and the arguments of `new C(x)`."""
    kind, listed = nth(node), node.child_by_field_name("arguments")
    if kind is not None and kind.type == "compound_type":
        kind = nth(kind)
    if kind is not None and kind.type == "applied_constructor_type":
        return child_of(kind, KINDS), child_of(kind, "arguments")
    return kind, listed


def modifiers(expressions: Expressions, node: Node) -> list[str]:
    """The modifiers of a definition: `private`, `override`, `implicit`, ..."""
    told = child_of(node, "modifiers")
    return expressions.text(told).split() if told is not None else []


def is_member(node: Node) -> bool:
    return node.parent is not None and node.parent.type in _BODIES


def heading(expressions: Expressions, node: Node) -> Node | None:
    """The first parameter list of a class is its constructor; other nodes are functions only in some positions."""
    if node.type == "class_parameters":
        before = node.prev_named_sibling
        return node if before is None or before.type != "class_parameters" else None
    if node.type == "given_definition":
        return node if children_of(node, "with_template_body") else None
    if node.type in _FUNCTIONS or node.type in _TYPES or node.type in _OBJECTS:
        return node
    return node if node.type in _ANYWAY or placeholders.is_function(expressions, node) else None


_ANYWAY = frozenset({"lambda_expression", "instance_expression", "full_enum_case"})


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    """The name as written, and as it appears in expressions, where a companion object differs from its class."""
    name = node.child_by_field_name("name")
    if name is None:
        kind = child_of(node, KINDS) if node.type == "given_definition" else None
        return (
            (given, given) if kind is not None and (given := f"given_{encoded(expressions.text(kind))}") else ("", "")
        )
    text, last = expressions.text(name).strip("`"), written(expressions, name)
    if node.type == "package_object":
        return text, f"{last}.package"
    if node.type == "object_definition" and _has_class(expressions, node, text):
        return text, f"{last}{COMPANION}"
    return ("new", "new") if last == "this" and node.type in _FUNCTIONS else (text, last)


def _has_class(expressions: Expressions, node: Node, text: str) -> bool:
    around = node.parent
    if around is None:
        return False
    known = expressions.grouped.get(around.id)
    if known is None:
        known = expressions.grouped[around.id] = {}
        named = (each.child_by_field_name("name") for each in around.named_children if each.type in _TYPES)
        for each in filter(None, named):
            known.setdefault(expressions.text(each), []).append(each)
    return text in known


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The parameters; `this` comes first where there is one."""
    if node.type == "class_parameters":
        return (Param("this", "", "", ""), *(() if _is_unsaid(node) else _listed(expressions, node)))
    if node.type == "lambda_expression":
        return _of_lambda(expressions, node)
    if node.type not in _FUNCTIONS:
        return tuple(Param(name, "", "", "") for name in placeholders.names(node))
    own = _listed(expressions, first) if (first := next(iter(lists(node)), None)) is not None else ()
    own += tuple(each._replace(default="?") for listed in _unsaid(node) for each in _listed(expressions, listed))
    extended = _extended(expressions, node)
    if extended is not None:
        return (extended, *own)
    return (Param("this", "", "", ""), *own) if is_member(node) else own


def _listed(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    return tuple(_parameter(expressions, each) for each in _each(node))


def _each(listed: Node) -> list[Node]:
    return children_of(listed, "parameter|class_parameter")


def _parameter(expressions: Expressions, node: Node) -> Param:
    name, kind, default = map(node.child_by_field_name, ("name", "type", "default_value"))
    collects = kind is not None and kind.type == "repeated_parameter_type"
    given = (expressions.of(default) or "?") if default is not None else ""
    named = written(expressions, name) if name is not None else ""
    return Param(named, "*" if collects else "", annotation(expressions, kind), given)


def _of_lambda(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    listed = node.child_by_field_name("parameters")
    if listed is None or listed.type not in {"bindings", "binding"}:
        return (Param(written(expressions, listed) if listed is not None else "", "", "", ""),)
    each_of = listed.named_children if listed.type == "bindings" else [listed]
    return tuple(
        Param(
            written(expressions, name) if (name := each.child_by_field_name("name")) is not None else "",
            "",
            annotation(expressions, each.child_by_field_name("type")),
            "",
        )
        for each in each_of
    )


def _extended(expressions: Expressions, function: Node) -> Param | None:
    """The type that a function extends: that of an `extension`, or of an implicit class's parameter."""
    around = function.parent
    if around is not None and around.type == "extension_definition":
        listed = next(iter(lists(around)), None)
        each = next(iter(_each(listed)), None) if listed is not None else None
        return _parameter(expressions, each)._replace(kind=".", default="") if each is not None else None
    holder = around.parent if around is not None and around.type in _BODIES else None
    if holder is None or holder.type != "class_definition" or "implicit" not in modifiers(expressions, holder):
        return None
    listed = holder.child_by_field_name("class_parameters")
    each = next(iter(_each(listed)), None) if listed is not None else None
    return (
        Param("this", ".", annotation(expressions, each.child_by_field_name("type")), "") if each is not None else None
    )


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    told = modifiers(expressions, node)
    flags: list[str] = [each for each in ("private", "override") if each in told]
    if {"private", "final"} & set(told) or _is_constructor(node):
        flags.append("own")
    return Traits(
        "instance", (*flags, *(_of_function(node, expressions) if node.type in _FUNCTIONS else _of_type(node)))
    )


def _is_constructor(node: Node) -> bool:
    name = node.child_by_field_name("name")
    return node.type == "class_parameters" or (name is not None and name.text == b"this")


def _of_type(node: Node) -> Iterator[str]:
    if any(child.type == "case" for child in node.children):
        yield CASE
    if node.type in _OBJECTS or node.type == "instance_expression":
        yield OBJECT


def _of_function(node: Node, expressions: Expressions) -> Iterator[str]:
    if node.type == "function_declaration":
        yield "abstract"
    if not lists(node):
        yield BARE
    if _extended(expressions, node) is not None:
        yield EXTENSION


def decorators(_: Expressions, node: Node) -> list[Node]:
    return children_of(node, "annotation")


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """The supertypes in linearisation order, last one first; and the self type."""
    clause = child_of(node, "extends_clause")
    if node.type == "instance_expression":
        found = _instantiated(node)
    elif clause is not None:
        found = [each for each in clause.children_by_field_name("type") if each.is_named]
    else:
        found = children_of(node, KINDS) if node.type == "given_definition" else []
    told = [Base(text, each) for each in reversed(found) if (text := annotation(expressions, each))]
    return [*told, *_of_this(expressions, node)]


def _instantiated(node: Node) -> list[Node]:
    kind = nth(node)
    listed = kind.named_children if kind is not None and kind.type == "compound_type" else [kind]
    return [each for each in listed if each is not None and each.type != "template_body"]


def _of_this(expressions: Expressions, node: Node) -> list[Base]:
    body = child_of(node, "template_body")
    said = child_of(body, "self_type") if body is not None else None
    kind = child_of(said, KINDS) if said is not None else None
    parts = kind.named_children if kind is not None and kind.type == "compound_type" else [kind]
    return [Base(text, each, "") for each in parts if each is not None and (text := annotation(expressions, each))]


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    holder = node.parent if node.type in _FUNCTIONS and node.parent is not None and not is_member(node) else node
    found: list[str] = []
    for listed in children_of(holder, "type_parameters"):
        for each in listed.named_children:
            name = each if each.type == "identifier" else each.child_by_field_name("name")
            if name is not None:
                found.append(expressions.text(name))
    return found
