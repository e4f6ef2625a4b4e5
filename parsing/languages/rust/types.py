"""Rust's types as expressions, and the parts of definitions that are types: parameters, implemented traits."""

from collections.abc import Callable

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Base, Traits
from parsing.languages.rust import models, paths, patterns
from parsing.linking.overloads import OWN

_ANY = "<%any>"
DEEPEST = 20  # nesting of types; anything deeper is unknown
_FUNCTIONS = frozenset({"Fn", "FnMut", "FnOnce"})


def annotation(expressions: Expressions, node: Node | None, depth: int = 0) -> str:
    """A type as an expression; a reference or a box is treated as what it points to. `depth`: of enclosing types."""
    rule = _RULES.get(node.type) if node is not None and depth < DEEPEST else None
    text = rule(expressions, node, depth + 1) if rule is not None and node is not None else ""
    return text if len(text) <= terms.LONGEST else ""


def _named(expressions: Expressions, node: Node, depth: int) -> str:
    name = expressions.text(node)
    bound = paths.bound_of(expressions, node, name) if node.type == "type_identifier" else None
    return annotation(expressions, bound, depth) if bound is not None else paths.path(expressions, node)


def _inner(expressions: Expressions, node: Node, depth: int) -> str:
    return annotation(expressions, node.child_by_field_name("type") or node.child_by_field_name("trait"), depth)


def _first(expressions: Expressions, node: Node, depth: int) -> str:
    """The first of `A + B` that has an expression."""
    return next(filter(None, (annotation(expressions, each, depth) for each in node.named_children)), "")


def _elements(expressions: Expressions, node: Node, depth: int) -> str:
    return f"<%list>[{annotation(expressions, node.child_by_field_name('element'), depth)}]"


def _tuple(expressions: Expressions, node: Node, depth: int) -> str:
    return f"<%tuple>[{','.join(annotation(expressions, each, depth) or _ANY for each in node.named_children)}]"


def _function(expressions: Expressions, node: Node, depth: int = 0) -> str:
    """`fn(A) -> B`, `Fn(A) -> B`: parameter types and result type."""
    listed = node.child_by_field_name("parameters")
    taken = ",".join(annotation(expressions, each, depth) or _ANY for each in (listed.named_children if listed is not None else ()))  # fmt: skip
    given = annotation(expressions, node.child_by_field_name("return_type"), depth)
    return f"<%callable>[<%tuple>[{taken}](),{given}]" if taken else f"<%callable>[{given}]"


def _generic(expressions: Expressions, node: Node, depth: int) -> str:
    """`Vec<T>` is a list, `Option<T>` and `Result<T, E>` need unwrapping, whatever path or alias names them."""
    listed = node.child_by_field_name("type_arguments")
    given = [
        annotation(expressions, each.child_by_field_name("type") if each.type == "type_binding" else each, depth)
        for each in (listed.named_children if listed is not None else ())
        if each.type not in {"lifetime", "block"}
    ]
    names = paths.segments(expressions, node)
    last = names[-1] if names else ""
    if last in models.TRANSPARENT:
        return given[0] if given else ""
    if last in models.CONTAINERS and last.encode() not in paths.declared(expressions):
        return f"<%{models.CONTAINERS[last]}>[{','.join(each or _ANY for each in given)}]"
    base = paths.path(expressions, node)
    return f"{base}[{','.join(each or _ANY for each in given)}]" if base and any(given) else base


_RULES: dict[str, Callable[[Expressions, Node, int], str]] = {
    "type_identifier": _named,
    "identifier": _named,
    "scoped_type_identifier": _named,
    "scoped_identifier": _named,
    "generic_type": _generic,
    "generic_type_with_turbofish": _generic,
    "reference_type": _inner,
    "pointer_type": _inner,
    "abstract_type": _inner,
    "dynamic_type": _inner,
    "bounded_type": _first,
    "trait_bounds": _first,
    "higher_ranked_trait_bound": _inner,
    "array_type": _elements,
    "tuple_type": _tuple,
    "function_type": _function,
}


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The parameters of a function or a closure; a pattern is named after its position."""
    found = []
    for place, each in enumerate(each for each in node.named_children if each.type not in _UNLISTED):
        pattern = patterns.plain(each.child_by_field_name("pattern") or each)
        told = annotation(expressions, each.child_by_field_name("type")) if each.type == "parameter" else ""
        named = pattern.type in {"identifier", "self", "self_parameter"}
        text = "self" if pattern.type.startswith("self") else expressions.text(pattern) if named else f"_{place}"
        found.append(Param(text, "", "" if text == "self" else told, ""))
    return tuple(found)


_UNLISTED = frozenset({"attribute_item", "line_comment", "block_comment", "variadic_parameter"})


def traits(_expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    if node.type == "macro_definition":
        return Traits("", ("macro",))
    listed = node.child_by_field_name("parameters")
    first = nth(listed) if listed is not None else None
    pattern = first.child_by_field_name("pattern") if first is not None else None
    is_method = first is not None and (first.type == "self_parameter" or (pattern or first).type == "self")
    around = _implementation(node)
    inherent = around is not None and around.child_by_field_name("trait") is None
    flags = ("abstract",) if node.type == "function_signature_item" else (OWN,) if inherent else ()
    return Traits("instance" if is_method else "", flags)


def owner(expressions: Expressions, node: Node) -> str:
    """The type of the enclosing `impl`."""
    around = _implementation(node)
    owned = paths.owner_name(expressions, around) if around is not None else ""
    return f".{owned}" if owned else ""


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """The supertraits of a trait; for a type, the traits implemented for it in the module that defines it."""
    name = node.child_by_field_name("name")
    if node.type == "function_item":
        return _implementing(expressions, node)
    if node.type == "trait_item":
        bounds = node.child_by_field_name("bounds")
        written = [each for each in (bounds.named_children if bounds is not None else ()) if each.type != "lifetime"]
        return [Base(told, each) for each in written if (told := _trait(expressions, each))]
    implemented = _implemented(expressions, node.parent) if node.parent is not None else {}
    written = implemented.get(expressions.text(name), []) if name is not None else []
    return [Base(told, each, "implements") for each in written if (told := _trait(expressions, each))]


def _implemented(expressions: Expressions, around: Node) -> dict[str, list[Node]]:
    """Type name -> the traits implemented for it in this module; memoised, as all types of the module ask."""
    known = expressions.grouped.get(around.id)
    if known is None:
        known = expressions.grouped[around.id] = {}
        for each in around.named_children:
            trait = each.child_by_field_name("trait") if each.type == "impl_item" else None
            of = paths.segments(expressions, each.child_by_field_name("type")) if trait is not None else []
            if trait is not None and of:
                known.setdefault(of[-1], []).append(trait)
    return known


def _implementing(expressions: Expressions, function: Node) -> list[Base]:
    """The trait whose method this one is. If the file does not define the type, the method also records that the type
    implements the trait.
    """
    around = _implementation(function)
    trait = around.child_by_field_name("trait") if around is not None else None
    told = _trait(expressions, trait) if trait is not None else ""
    known = around is not None and paths.owner_name(expressions, around).encode() in paths.declared(expressions)
    return [Base(told, trait, "" if known else "implements")] if trait is not None and told else []


def _implementation(function: Node) -> Node | None:
    body = function.parent
    around = body.parent if body is not None and body.type == "declaration_list" else None
    return around if around is not None and around.type == "impl_item" else None


def _trait(expressions: Expressions, node: Node) -> str:
    return paths.path(expressions, node)


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    """The type parameters of a type; for a method, the type arguments that its `impl` writes."""
    around = node.parent.parent if node.parent is not None else None
    if around is not None and around.type == "impl_item":
        kind = around.child_by_field_name("type")
        listed = kind.child_by_field_name("type_arguments") if kind is not None else None
        given = listed.named_children if listed is not None else ()
        return [expressions.text(each) for each in given if each.type != "lifetime"]
    listed = node.child_by_field_name("type_parameters")
    names = [each.child_by_field_name("name") for each in (listed.named_children if listed is not None else ()) if each.type == "type_parameter"]  # fmt: skip
    return [expressions.text(name) for name in names if name is not None]
