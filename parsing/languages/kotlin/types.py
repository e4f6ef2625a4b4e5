"""Kotlin's types as expressions, and the parts of definitions that are types: parameters, bases, type parameters."""

import re
from collections.abc import Callable

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.language import EXTENSION, Base, Traits
from parsing.languages.kotlin.models import ARRAYS

COMPANION = "Companion"
ANY = "<%any>"
_KINDS = "user_type|nullable_type|non_nullable_type|parenthesized_type|function_type"
_BOUNDED = re.compile(rb"[<,]\s*(?:\w+\s+)*(\w+)\s*:")
_CLASSES = frozenset({"class_body", "enum_class_body"})
_CLASS_NODES = frozenset({"class_declaration", "object_declaration", "companion_object"})


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; '' for `Unit`."""
    return expressions.by_kind(_RULES, node)


def _named(expressions: Expressions, node: Node) -> str:
    names = [written(expressions, child) for child in children_of(node, "identifier")]
    if names in (["Unit"], ["Nothing"]) or not names:
        return ""
    if len(names) == 1 and names[0] in ARRAYS:
        return f"<%list>[<%{ARRAYS[names[0]]}>]"
    if len(names) == 1 and expressions.mentions(_BOUNDED, names[0]) and not _is_own(expressions, node, names[0]):
        bound = _bound(expressions, node, names[0])
        if bound is not None:
            return annotation(expressions, bound)
    listed = child_of(node, "type_arguments")
    given = [_projected(expressions, each) for each in (listed.named_children if listed is not None else ())]
    return f"{'.'.join(names)}[{','.join(given)}]" if given else ".".join(names)


def _projected(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, nth(node, node.named_child_count - 1)) or ANY


def _is_own(expressions: Expressions, node: Node, name: str) -> bool:
    """Whether it is the result type of an extension function on that very type parameter: `fun <T : C> T.f(): T`."""
    function = node.parent
    if function is None or function.type != "function_declaration":
        return False
    written_for, given = receiver(function), result(function)
    return written_for is not None and given == node and expressions.text(written_for) == name


def _bound(expressions: Expressions, node: Node, name: str) -> Node | None:
    """The upper bound of a type parameter, which stands in where type arguments do not say what it is. Inside a bound,
    only earlier type parameters are replaced, since bounds may refer to each other.
    """
    around, before = node.parent, node.start_byte
    while around is not None:
        if around.type == "type_parameter":
            before = around.start_byte
        for each in (child for listed in children_of(around, "type_parameters") for child in listed.named_children):
            own = child_of(each, "identifier")
            if own is not None and expressions.text(own) == name:
                return child_of(each, _KINDS) if each.start_byte < before else None
        around = around.parent
    return None


def _function(expressions: Expressions, node: Node) -> str:
    """`(A) -> R`, and `T.(A) -> R`, whose function gets a T as `this`."""
    listed = child_of(node, "function_type_parameters")
    types = [nth(each, each.named_child_count - 1) if each.type == "parameter" else each for each in (listed.named_children if listed is not None else ())]  # fmt: skip
    taken = ",".join(annotation(expressions, each) or ANY for each in types)
    first, last = nth(node), nth(node, node.named_child_count - 1)
    this = annotation(expressions, first) if first is not None and listed is not None and first.id != listed.id else ""
    return f"<%callable>[[{taken}],{this + ',' if this else ''}{annotation(expressions, last) or ANY}]"


def _inner(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, child_of(node, _KINDS))


_RULES: dict[str, Callable[[Expressions, Node], str]] = {
    "user_type": _named,
    "nullable_type": _inner,
    "non_nullable_type": _inner,
    "parenthesized_type": _inner,
    "function_type": _function,
}


def written(expressions: Expressions, node: Node) -> str:
    """A name in the form that expressions use: `` `a name` `` becomes an identifier, without backticks."""
    text = expressions.text(node)
    return re.sub(r"\W", "_", text.strip("`")) if text[:1] == "`" else text


def type_of(node: Node) -> Node | None:
    """The type among a node's children."""
    return child_of(node, _KINDS)


def receiver(node: Node) -> Node | None:
    """The receiver type of an extension function or property, which stands before the name."""
    found = type_of(node)
    name = node.child_by_field_name("name") or child_of(node, "variable_declaration")
    return found if found is not None and name is not None and found.start_byte < name.start_byte else None


def result(node: Node) -> Node | None:
    """The result type of a function, or the type of a property."""
    if node.type == "property_declaration":
        declared = child_of(node, "variable_declaration")
        return type_of(declared) if declared is not None else None
    listed = child_of(node, "function_value_parameters")
    return next((each for each in children_of(node, _KINDS) if listed is not None and each.start_byte >= listed.end_byte), None)  # fmt: skip


def kind(node: Node) -> str:
    if any(child.type == "interface" for child in node.children):
        return "interface"
    return "enum" if children_of(node, "enum_class_body") else "class"


def heading(_: Expressions, node: Node) -> Node | None:
    """A computed member or extension property is a definition; for any other property, the getter is one."""
    if node.type == "property_declaration":
        return node if is_computed(node) else None
    if node.type in {"getter", "setter"}:
        within = node.parent is not None and node.type == "getter" and is_computed(node.parent)
        return node if children_of(node, "function_body") and not within else None
    return node


def is_computed(node: Node) -> bool:
    """Whether reading the property calls a getter: a computed member or extension property."""
    getter = child_of(node, "getter")
    if getter is None or not children_of(getter, "function_body"):
        return False
    return receiver(node) is not None or is_member(node)


def is_member(node: Node) -> bool:
    return node.parent is not None and node.parent.type in _CLASSES


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    """The name as written, and as it appears in expressions."""
    if node.type == "property_declaration":
        declared = child_of(node, "variable_declaration")
        name = nth(declared) if declared is not None else None
    else:
        name = node.child_by_field_name("name")
    return (expressions.text(name).strip("`"), written(expressions, name)) if name is not None else ("", "")


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The parameters: `this` comes first where there is one; in a lambda, which may be given one, it comes last."""
    if node.type == "lambda_literal":
        return _of_lambda(expressions, node)
    listed = _listed(expressions, node)
    function = node if node.type in {"class_parameters", "property_declaration"} else node.parent
    if function is None or function.type in {"anonymous_function", "setter"}:
        return listed
    written_for = receiver(function)
    if written_for is not None:
        told, name = annotation(expressions, written_for), expressions.text(written_for)
        bounded = told != name and name in type_params(expressions, function, ())
        this = Param("this", ".", name, terms.then(told, "()")) if bounded else Param("this", ".", told, "")
        return (this, *listed)
    has_this = is_member(function) or function.type == "class_parameters"
    return (Param("this", "", "", ""), *listed) if has_this else listed


def _listed(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    found: list[Param] = []
    collects = False
    for each in node.named_children if node.type != "property_declaration" else ():
        if each.type == "parameter_modifiers":
            collects = "vararg" in expressions.text(each).split()
        elif each.type in {"parameter", "class_parameter"} or (each.type == "identifier" and not found and _sets(node)):
            found.append(_parameter(expressions, each, collects))
            collects = False
        elif found and each.type not in {"line_comment", "block_comment"}:
            found[-1] = found[-1]._replace(default=expressions.of(each) or "?")
    return tuple(found)


def _sets(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "setter"


def _parameter(expressions: Expressions, node: Node, collects: bool) -> Param:
    name = node if node.type == "identifier" else next(iter(children_of(node, "identifier")), node)
    given = nth(node, node.named_child_count - 1) if node.type == "class_parameter" else None
    default = ""
    if given is not None and any(child.type == "=" for child in node.children):
        default = expressions.of(given) or "?"
    told = child_of(node, "modifiers")
    collects = collects or (told is not None and "vararg" in expressions.text(told).split())
    return Param(written(expressions, name), "*" if collects else "", annotation(expressions, type_of(node)), default)


def _of_lambda(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """A lambda's parameters, typed by the context; without names there is `it`."""
    listed = child_of(node, "lambda_parameters")
    wanted = expected(expressions, node)
    names = [_own(expressions, each) for each in listed.named_children] if listed is not None else [("it", "")]
    own = [
        Param(name, "", told, "" if told else terms.then(wanted, f"()[&{place}]"))
        for place, (name, told) in enumerate(names)
    ]
    return (*own, Param("this", ".", "", ""))


def _own(expressions: Expressions, node: Node) -> tuple[str, str]:
    """Name and type of a lambda's parameter; both empty for a destructured one."""
    name = nth(node)
    if node.type != "variable_declaration" or name is None:
        return "", ""
    return written(expressions, name), annotation(expressions, type_of(node))


def expected(expressions: Expressions, node: Node) -> str:
    """The expected type of a lambda: that of the property it initialises."""
    around = node.parent
    if around is None or around.type != "property_declaration":
        return ""
    return annotation(expressions, result(around))


def modifiers(expressions: Expressions, node: Node) -> list[str]:
    """The modifiers of a declaration (`private`, `override`, ...), without its annotations."""
    told = child_of(node, "modifiers")
    return [expressions.text(each) for each in (told.named_children if told is not None else ()) if each.type != "annotation"]  # fmt: skip


def decorators(_: Expressions, node: Node) -> list[Node]:
    return [each for told in children_of(node, "modifiers") for each in children_of(told, "annotation")]


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    """`own` flags what no class overrides: everything not marked open, abstract or override, outside of interfaces."""
    told = modifiers(expressions, node.parent if node.type == "class_parameters" and node.parent is not None else node)
    flags = ["private"] if "private" in told else []
    if node.type == "property_declaration":
        flags.append("property")
    if node.type in {"property_declaration", "function_declaration"} and receiver(node) is not None:
        flags.append(EXTENSION)
    around = node.parent.parent if is_member(node) and node.parent is not None else None
    promised = around is not None and around.type == "class_declaration" and kind(around) == "interface"
    if "private" in told or not (promised or {"open", "override", "abstract"} & set(told)):
        flags.append("own")
    if "override" in told:
        flags.append("override")
    if node.type == "function_declaration" and not children_of(node, "function_body"):
        flags.append("abstract")
    return Traits("instance", tuple(flags))


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """The supertypes; and the companion object, whose members the class may call by name."""
    if node.type == "enum_entry":
        name = enum_of(node)
        return [Base(expressions.text(name), name)] if name is not None else []
    found: list[Base] = []
    for each in (child for listed in children_of(node, "delegation_specifiers") for child in listed.named_children):
        told = nth(each)
        made = (
            nth(told) if told is not None and told.type in {"constructor_invocation", "explicit_delegation"} else told
        )
        base = annotation(expressions, made)
        if made is not None and base:
            found.append(Base(base, made, "base"))
    return [*found, *_companions(expressions, node)]


def _companions(expressions: Expressions, node: Node) -> list[Base]:
    body = next((child for child in node.named_children if child.type in _CLASSES), None)
    inside = children_of(body, "companion_object") if body is not None else []
    names = [each.child_by_field_name("name") for each in inside]
    told = [written(expressions, name) if name is not None else COMPANION for name in names]
    own = path_of(expressions, node)
    return [Base(f"<@{own}.{name}>", each, "") for name, each in zip(told, inside, strict=True)] if own else []


def path_of(expressions: Expressions, node: Node) -> str:
    """The qualified name of a class that is nested in classes only; '' for a local one."""
    names: list[str] = []
    current: Node | None = node
    while current is not None and current.type != "source_file":
        if current.type in _CLASS_NODES:
            name = current.child_by_field_name("name")
            names.append(written(expressions, name) if name is not None else COMPANION)
        elif current.type not in _CLASSES:
            return ""
        current = current.parent
    return ".".join(reversed(names))


def enum_of(entry: Node) -> Node | None:
    """The name of the enum that an entry belongs to."""
    declaration = entry.parent.parent if entry.parent is not None else None
    return declaration.child_by_field_name("name") if declaration is not None else None


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    each_of = (each for listed in children_of(node, "type_parameters") for each in listed.named_children)
    names = (child_of(each, "identifier") for each in each_of)
    return [expressions.text(name) for name in names if name is not None]
