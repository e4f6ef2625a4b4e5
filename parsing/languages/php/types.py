"""PHP's names and types as expressions, and the parts of definitions that are types: parameters and bases."""

from collections.abc import Callable

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Base, Traits
from parsing.languages.php import documented

ROOT = terms.SCOPE  # start of a fully qualified name: `\A\B`
_ANY = "<%any>"
_CLASSES = frozenset({"class_declaration", "interface_declaration", "trait_declaration", "enum_declaration", "anonymous_class"})  # fmt: skip
_PARAMETERS = frozenset({"simple_parameter", "property_promotion_parameter", "variadic_parameter"})
_OWN = frozenset({"self", "static"})
_CALLABLE = frozenset({"callable", "Closure"})
_FUNCTIONS = frozenset({"function_definition", "method_declaration", "anonymous_function", "arrow_function"})


def named(expressions: Expressions, node: Node) -> str:
    r"""`C`, `A\C`, `\A\C`, `self`: a name with dots between its parts."""
    text = expressions.text(node).strip()
    if text in _OWN:
        return own(expressions, node)
    return written(text)


def written(text: str) -> str:
    parts = text.removeprefix("namespace\\").split("\\")
    name = ".".join([ROOT, *parts[1:]] if not parts[0] and len(parts) > 1 else parts)
    return name if terms.is_dotted(name) and len(name) <= terms.LONGEST else ""


def own(expressions: Expressions, node: Node) -> str:
    """The enclosing class."""
    expressions.local += 1
    around: Node | None = node
    while around is not None and around.type not in _CLASSES:
        around = around.parent
    if around is None:
        return ""
    name = around.child_by_field_name("name")
    return expressions.text(name) if name is not None else f"<@{expressions.anonymous(around)}>"


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; '' for types that hold no object."""
    return expressions.by_kind(_RULES, node)


def _named(expressions: Expressions, node: Node) -> str:
    text = expressions.text(node)
    if text.lstrip("\\") in _CALLABLE:
        return f"<%callable>[{_ANY}]"
    return "<%self>" if text == "static" else named(expressions, nth(node) or node)


def _primitive(expressions: Expressions, node: Node) -> str:
    text = expressions.text(node)
    return f"<%callable>[{_ANY}]" if text in _CALLABLE else ""


def _inner(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, nth(node))


def _either(expressions: Expressions, node: Node) -> str:
    return terms.either([annotation(expressions, each) for each in node.named_children])


_RULES: dict[str, Callable[[Expressions, Node], str]] = {
    "named_type": _named,
    "primitive_type": _primitive,
    "optional_type": _inner,
    "union_type": _either,
    "intersection_type": _either,
    "disjunctive_normal_form_type": _either,
    "type_list": _either,
}


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """A method's receiver comes first; a documented type takes precedence over the declared one."""
    around = node.parent
    said = documented.parameters(expressions, around) if around is not None else {}
    found = tuple(_parameter(expressions, each, said) for each in node.named_children if each.type in _PARAMETERS)
    if around is None or around.type != "method_declaration" or _is_static(around):
        return found
    return (Param("$this", "", "", ""), *found)


def _parameter(expressions: Expressions, node: Node, said: dict[str, str]) -> Param:
    name = node.child_by_field_name("name")
    text = expressions.text(name).lstrip("&") if name is not None else ""
    kind = said.get(text) or annotation(expressions, node.child_by_field_name("type"))
    default = expressions.of(node.child_by_field_name("default_value"))
    return Param(text, "*" if node.type == "variadic_parameter" else "", kind, default)


def _is_static(node: Node) -> bool:
    return any(child.type == "static_modifier" for child in node.named_children)


def decorators(_: Expressions, node: Node) -> list[Node]:
    listed = node.child_by_field_name("attributes")
    groups = listed.named_children if listed is not None else ()
    return [each for group in groups for each in group.named_children if each.type == "attribute"]


def traits(_: Expressions, node: Node, __: tuple[str, ...]) -> Traits:
    abstract = node.type == "method_declaration" and node.child_by_field_name("body") is None
    return Traits("" if _is_static(node) else "instance", ("abstract",) if abstract else ())


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """The supertypes in method resolution order: traits override the parent class, interfaces come last."""
    body = node.child_by_field_name("body")
    used = [each for each in (body.named_children if body is not None else ()) if each.type == "use_declaration"]
    heads = [each for kind in ("base_clause", "class_interface_clause") for each in node.named_children if each.type == kind]  # fmt: skip
    found = [
        Base(named(expressions, each), each, "implements" if part.type == "class_interface_clause" else "base")
        for part in [*used, *heads]
        for each in part.named_children
        if each.type in {"name", "qualified_name"}
    ]
    return [base for base in found if base.expression]
