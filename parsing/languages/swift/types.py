"""Swift's types as expressions, and the parts of definitions that are types: parameters, bases, type parameters."""

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.language import Base, Traits
from parsing.linking.labels import labelled
from parsing.linking.overloads import DISFAVOURED, OWN, PRIVATE
from parsing.linking.partial import PARTIAL
from parsing.scopes import Scope, find

ANY, SELF = "<%any>", "<%self>"
TYPES = frozenset({"class_declaration", "protocol_declaration"})
_BODIES = frozenset({"class_body", "enum_class_body", "protocol_body"})
_PARAMETER = re.compile(rb"(?:[<,]|\bwhere)\s*(\w+)\s*[:,>]")
_GENERIC = frozenset({*TYPES, "function_declaration", "protocol_function_declaration", "init_declaration", "subscript_declaration", "typealias_declaration"})  # fmt: skip
_CLOSED = frozenset({"private", "fileprivate"})
_LAST_CHOICE = re.compile(r"@_disfavoredOverload|\bunavailable\b")
_STATIC = frozenset({"static", "class"})
_OUTSIDE = frozenset({"Void", "Never"})  # types without a value to follow


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; '' for `Void`; an optional is treated as what it wraps."""
    return expressions.by_kind(_RULES, node)


def _named(expressions: Expressions, node: Node) -> str:
    names = [expressions.text(each).strip("`") for each in children_of(node, "type_identifier")]
    if not names or (len(names) == 1 and names[0] in _OUTSIDE):
        return ""
    if names == ["Self"]:
        return SELF
    listed = child_of(node, "type_arguments")
    given = [annotation(expressions, each) or ANY for each in (listed.named_children if listed is not None else ())]
    if names == ["Optional"] and given:
        return given[0]
    if names[-1] in {"Type", "Protocol"} and len(names) > 1:
        return f"<%class>[{typed(expressions, names[:-1], node)}]"
    own, bound = _parameter(expressions, node, names[0])
    if own and len(names) == 1:
        return annotation(expressions, bound) or names[0]
    return f"{typed(expressions, names, node)}[{','.join(given)}]" if given else typed(expressions, names, node)


def typed(expressions: Expressions, names: list[str], node: Node) -> str:
    """The path of a type; the first name is marked as a type, unless an enclosing function declares it."""
    first, *rest = names
    if first == "Self":
        first = around(expressions, node) or "Self"
    scope = expressions.place()
    home = find(first, scope)[0] if scope is not None else None
    mark = "" if home is not None and home.kind in {"function", "lambda"} else terms.TYPE
    return ".".join([f"{first}{mark}", *rest])


def around(expressions: Expressions, node: Node) -> str:
    """The name of the enclosing type."""
    current = node.parent
    while current is not None and current.type not in TYPES:
        current = current.parent
    return _name(expressions, current) if current is not None else ""


def _name(expressions: Expressions, node: Node) -> str:
    name = node.child_by_field_name("name")
    if name is None:
        return ""
    names = children_of(name, "type_identifier") or [name]
    return ".".join(expressions.text(each).strip("`") for each in names)


def opened(expressions: Expressions, node: Node) -> str:
    """The qualified name of the extended type."""
    return _name(expressions, node)


def _parameter(expressions: Expressions, node: Node, name: str) -> tuple[bool, Node | None]:
    """Whether a name is that of an enclosing type parameter, and its constraint, which stands in for the parameter."""
    if not expressions.mentions(_PARAMETER, name):
        return False, None
    current: Node | None = node
    while current is not None:
        for wanted, told in _constraints(current) if current.type in _GENERIC else ():
            if expressions.text(wanted) == name and (
                told is None or not told.start_byte <= node.start_byte < told.end_byte
            ):
                return True, told
        current = current.parent
    return False, None


def _constraints(node: Node) -> Iterator[tuple[Node, Node | None]]:
    """`where T: P`, `<T: P>` and `<T>`."""
    for each in (each for listed in children_of(node, "type_constraints") for each in listed.named_children):
        said = nth(each) if each.type == "type_constraint" else None
        name = said.child_by_field_name("constrained_type") if said is not None else None
        if said is not None and name is not None and said.type == "inheritance_constraint":
            yield name, said.child_by_field_name("name")
    for each in (each for listed in children_of(node, "type_parameters") for each in listed.named_children):
        name = child_of(each, "type_identifier")
        if name is not None:
            yield name, each.child_by_field_name("name")


def _first(expressions: Expressions, node: Node) -> str:
    """The inner type, or the first of several."""
    return annotation(expressions, node.child_by_field_name("wrapped") or nth(node))


def _array(expressions: Expressions, node: Node) -> str:
    return f"<%list>[{annotation(expressions, nth(node)) or ANY}]"


def _dictionary(expressions: Expressions, node: Node) -> str:
    given = [annotation(expressions, each) or ANY for each in node.children_by_field_name("name")]
    return f"Dictionary{terms.TYPE}[{','.join(given)}]"


def _tuple(expressions: Expressions, node: Node) -> str:
    """A tuple; with one element it is that element, and `()` is no value."""
    parts = _parts(expressions, node)
    return parts[0] if len(parts) == 1 else f"<%tuple>[{','.join(each or ANY for each in parts)}]" if parts else ""


def _parts(expressions: Expressions, node: Node) -> list[str]:
    items = children_of(node, "tuple_type_item")
    return [annotation(expressions, nth(each, each.named_child_count - 1)) for each in items]


def _function(expressions: Expressions, node: Node) -> str:
    taken, last = node.child_by_field_name("params"), nth(node, node.named_child_count - 1)
    listed = _parts(expressions, taken) if taken is not None else []
    return f"<%callable>[[{','.join(each or ANY for each in listed)}],{annotation(expressions, last) or ANY}]"


_RULES: dict[str, Callable[[Expressions, Node], str]] = {
    "user_type": _named,
    "optional_type": _first,
    "existential_type": _first,
    "opaque_type": _first,
    "protocol_composition_type": _first,
    "array_type": _array,
    "dictionary_type": _dictionary,
    "tuple_type": _tuple,
    "function_type": _function,
}
KINDS = "|".join(_RULES)


def result(node: Node) -> Node | None:
    """The result type of a function, or the type of a property; it comes after the parameters."""
    if node.type == "property_declaration":
        told = child_of(node, "type_annotation")
        return nth(told) if told is not None else None
    return next(iter(children_of(node, KINDS)), None)


def kind(node: Node) -> str:
    told = node.child_by_field_name("declaration_kind")
    return told.type if told is not None and told.type in {"struct", "enum"} else "class"


def heading(_: Expressions, node: Node) -> Node | None:
    """A computed property of a type is a definition; any other property is a binding."""
    return node if node.type != "property_declaration" or is_computed(node) else None


def is_computed(node: Node) -> bool:
    return node.child_by_field_name("computed_value") is not None and is_member(node)


def is_member(node: Node) -> bool:
    return node.parent is not None and node.parent.type in _BODIES


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    """Names in backticks, operators, and declarations without a name."""
    if node.type in _UNNAMED:
        return _UNNAMED[node.type]
    if node.type == "property_declaration":
        pattern = node.child_by_field_name("name")
        name = nth(pattern) if pattern is not None else None
    else:
        name = node.child_by_field_name("name")
    text = expressions.text(name).strip("`") if name is not None else ""
    return (text, text if text.isidentifier() else "operator") if text else ("", "")


_UNNAMED = {"init_declaration": ("init", "init"), "deinit_declaration": ("deinit", "deinit"), "subscript_declaration": ("subscript", "__getitem__")}  # fmt: skip


def modifiers(expressions: Expressions, node: Node) -> set[str]:
    """The modifiers of a declaration (`private`, `static`, ...), without its attributes."""
    told = child_of(node, "modifiers")
    return {expressions.text(each) for each in (told.named_children if told is not None else ()) if each.type != "attribute"}  # fmt: skip


def decorators(expressions: Expressions, node: Node) -> list[Node]:
    """`@objc` and the like say nothing; what is made of a type may be one of the repository."""
    told = child_of(node, "modifiers")
    found = [each for each in (told.named_children if told is not None else ()) if each.type == "attribute"]
    return [each for each in found if expressions.text(each)[1:2].isupper()]


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """Parameters by their labels, the receiver first; those of a closure by their names."""
    if node.type == "lambda_literal":
        return _of_lambda(expressions, node)
    listed = tuple(_listed(expressions, node))
    return (Param("self", "", "", ""), *listed) if is_member(node) else listed


def _listed(expressions: Expressions, node: Node) -> Iterator[Param]:
    children = node.children
    for place, each in enumerate(children):
        if each.type == "parameter":
            label, local = _names(expressions, each)
            given = next((after for after in children[place + 1 : place + 3] if after.is_named), None)
            default = children[place + 1].type == "=" and given is not None
            many = any(child.type == "..." for child in each.children) or children[place + 1].type == "..."
            told = annotation(expressions, next(iter(children_of(each, KINDS)), None))
            yield Param(labelled(local, label), "*" if many else "", told, "?" if default else "")


def _names(expressions: Expressions, node: Node) -> tuple[str, str]:
    """The argument label of a parameter, '' for none, and its name inside the function."""
    names = [expressions.text(each).strip("`") for each in children_of(node, "simple_identifier")]
    if node.parent is not None and node.parent.type == "subscript_declaration" and len(names) == 1:
        return "", names[0]
    return ("" if names[0] == "_" else names[0], names[-1]) if names else ("", "")


def entered(expressions: Expressions, node: Node, scope: Scope) -> list[tuple[str, str]]:
    """The names of parameters inside the function, where these differ from their labels."""
    found = (_names(expressions, each) for each in children_of(node, "parameter"))
    return [(local, f"<${scope.qualname}:{labelled(local, label)}>") for label, local in found if label != local]


def _of_lambda(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """A closure's parameters, typed by the context; without names they are `$0`, `$1`."""
    told = child_of(node, "lambda_function_type")
    listed = child_of(told, "lambda_function_type_parameters") if told is not None else None
    wanted = _expected(expressions, node)
    if listed is None:
        own = [(f"${place}", "") for place in range(3)] if "$0" in expressions.text(node) else []
    else:
        own = [_own(expressions, each) for each in children_of(listed, "lambda_parameter")]
    return tuple(
        Param(name, "", said, "" if said else terms.then(wanted, f"()[&{place}]"))
        for place, (name, said) in enumerate(own)
    )


def _own(expressions: Expressions, node: Node) -> tuple[str, str]:
    names = children_of(node, "simple_identifier")
    said = annotation(expressions, next(iter(children_of(node, KINDS)), None))
    return (expressions.text(names[-1]) if names else "", said)


def _expected(expressions: Expressions, node: Node) -> str:
    """The expected type of a closure: that of the property it initialises."""
    held = node.parent
    return annotation(expressions, result(held)) if held is not None and held.type == "property_declaration" else ""


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    """`own` flags what no class overrides; every type may have extensions, and so have parts."""
    told = modifiers(expressions, node)
    flags = [PRIVATE] if told & _CLOSED else []
    if node.type in TYPES:
        return Traits(flags=(*flags, PARTIAL))
    if node.type == "property_declaration":
        flags.append("property")
    if any(_LAST_CHOICE.search(expressions.text(each)) for each in children_of(node, "modifiers")):
        flags.append(DISFAVOURED)
    if node.type == "init_declaration" or told & {"static", "private", "final"}:
        flags.append(OWN)
    if node.type == "protocol_function_declaration":
        flags.append("abstract")
    return Traits("class" if told & _STATIC else "instance", tuple(flags))


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """For a class the first may be its superclass, all others are protocols; for an extension all are protocols."""
    listed = [each.child_by_field_name("inherits_from") for each in children_of(node, "inheritance_specifier")]
    told = node.child_by_field_name("declaration_kind")
    inherits = len(listed) if told is None or told.type == "protocol" else told.type == "class"
    found = [(annotation(expressions, each), each) for each in listed if each is not None]
    return [
        Base(base, each, "base" if place < inherits else "implements")
        for place, (base, each) in enumerate(found)
        if base
    ]


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    each_of = (each for listed in children_of(node, "type_parameters") for each in listed.named_children)
    names = (child_of(each, "type_identifier") for each in each_of)
    return [expressions.text(name) for name in names if name is not None]
