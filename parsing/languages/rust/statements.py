"""Rust's statements: everything that binds a name, imports, and struct literals."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Imported
from parsing.languages.rust import paths, patterns, types, values
from parsing.languages.rust.paths import OWN
from parsing.scopes import Scope

DEEPEST = 20  # nesting of `use` lists


def package(expressions: Expressions, root: Node) -> str:
    """A Rust file does not name its package; this is the place to note its types before anything else is read."""
    paths.note(expressions, root)
    return ""


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(_BINDS[node.type](expressions, node))


def _let(expressions: Expressions, node: Node) -> Iterable[Bound]:
    pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    told = types.annotation(expressions, node.child_by_field_name("type"))
    given = terms.then(told, "()") or values.passed(expressions, value)
    if pattern is not None:
        for name, each in patterns.bound(expressions, pattern, given):
            yield Bound(name, each, only=True)


def _constant(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, kind = node.child_by_field_name("name"), "constant" if node.type == "const_item" else "variable"
    told = types.annotation(expressions, node.child_by_field_name("type"))
    if name is not None and not _implementation(node):
        given = "" if told else values.passed(expressions, node.child_by_field_name("value"))
        yield Bound(name, given, told, kind=kind)


def _implementation(node: Node) -> bool:
    """Whether the node is directly in an `impl`, whose names are in no scope."""
    body = node.parent
    return body is not None and body.parent is not None and body.parent.type == "impl_item"


def _alias(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = node.child_by_field_name("name")
    if name is not None and not _implementation(node):
        told = types.annotation(expressions, node.child_by_field_name("type"))
        local = next((True for each in paths.around(expressions, node) if each.type == "block"), False)
        yield Bound(name, told, kind="type_alias", only=local, after=node.start_byte)


def _associated(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`type T: Bound;` in a trait is treated as its bound."""
    name, bounds = node.child_by_field_name("name"), node.child_by_field_name("bounds")
    told = types.annotation(expressions, bounds) if bounds is not None else ""
    if name is not None and told:
        yield Bound(name, told, kind="type_alias")


def _field(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, told = node.child_by_field_name("name"), types.annotation(expressions, node.child_by_field_name("type"))
    body = node.parent
    if name is None or body is None or body.parent is None:
        return
    if body.parent.type != "enum_variant":
        yield Bound(name, "", told)
    else:
        yield _held(expressions, body.parent, name, expressions.text(name), told)


def _places(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """The positional fields of `T(A, B)`, a tuple struct or a variant."""
    around = node.parent
    for place, each in enumerate(node.children_by_field_name("type")):
        told = types.annotation(expressions, each)
        if around is not None and around.type == "enum_variant":
            yield _held(expressions, around, each, f"_{place}", told)
        else:
            yield Bound(each, "", told, silent=True, member=f"_{place}")


def _held(expressions: Expressions, variant: Node, at: Node, name: str, told: str) -> Bound:
    called = variant.child_by_field_name("name")
    member = f"{expressions.text(called or variant)}{patterns.variant_part(name)}"
    return Bound(at, "", told, silent=True, member=member)


def _variant(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """A variant with fields is a constructor, called to make an instance of the enum."""
    name, enum = node.child_by_field_name("name"), node.parent.parent if node.parent is not None else None
    if name is not None and enum is not None:
        qualname = expressions.text(enum.child_by_field_name("name") or enum)
        made = qualname if node.child_by_field_name("body") is not None else f"{qualname}()"
        yield Bound(name, made, kind="enum_member")


def _condition(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`if let p = x` binds up to the end of the branch or loop body."""
    pattern, value = node.child_by_field_name("pattern"), values.passed(expressions, node.child_by_field_name("value"))
    ruled = next(
        (each for each in paths.around(expressions, node) if each.type not in {"let_chain", "binary_expression"}), None
    )
    body = (
        (ruled.child_by_field_name("consequence") or ruled.child_by_field_name("body")) if ruled is not None else None
    )
    until = body.end_byte if body is not None else -1
    if pattern is not None:
        for name, each in patterns.bound(expressions, pattern, value):
            yield Bound(name, each, only=True, until=until)


def _arm(expressions: Expressions, node: Node) -> Iterable[Bound]:
    pattern, body = node.child_by_field_name("pattern"), node.parent
    match = body.parent if body is not None else None
    if pattern is not None and match is not None:
        value = values.passed(expressions, match.child_by_field_name("value"))
        for name, each in patterns.bound(expressions, pattern, value):
            yield Bound(name, each, after=pattern.start_byte, until=node.end_byte, only=True)


def _loop(expressions: Expressions, node: Node) -> Iterable[Bound]:
    pattern, over = node.child_by_field_name("pattern"), node.child_by_field_name("value")
    value = values.passed(expressions, over)
    element = terms.then(value, "[*]")
    if pattern is not None and over is not None:
        if pattern.type == "tuple_pattern" and over.type != "call_expression":
            element = terms.then(terms.then(value, ".iter()"), "[*]")
        for name, each in patterns.bound(expressions, pattern, element):
            yield Bound(name, each, after=over.end_byte, until=node.end_byte, only=True)


def entered(expressions: Expressions, node: Node, scope: Scope) -> list[tuple[str, str]]:
    """The names bound by parameters that are patterns, as far as their values derive from the parameter alone."""
    listed = node.child_by_field_name("parameters")
    found: list[tuple[str, str]] = []
    for place, each in enumerate(listed.named_children if listed is not None else ()):
        value = f"<${scope.qualname}:_{place}>"
        bound = patterns.bound(expressions, each.child_by_field_name("pattern") or each, value)
        found += [(expressions.text(name), told) for name, told in bound if told.startswith(f"{value}[")]
    return found


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    """`use` binds the last name of each of its paths, `mod m;` a module in another file."""
    if node.type == "mod_item":
        return [_module(expressions, node)]
    if node.type == "extern_crate_declaration":
        name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
        written = expressions.text(name) if name is not None else ""
        return [Imported(expressions.text(alias or name) if name is not None else "", written, "")] if written else []
    argument = node.child_by_field_name("argument")
    found = list(_used(expressions, argument, [])) if argument is not None else []
    if any(child.type == "visibility_modifier" for child in node.named_children):
        return found
    return [each._replace(spec=f"{OWN}{each.spec}", whole=each.spec) if each.local else each for each in found]


def _module(expressions: Expressions, node: Node) -> Imported:
    """`mod m;`, also inside inline modules, and with a `#[path]` attribute."""
    name = expressions.text(node.child_by_field_name("name") or node)
    spec, rest = f"mod {'::'.join([*_inside(expressions, node), name])}", node.prev_named_sibling
    while rest is not None and rest.type in {"attribute_item", "line_comment"}:
        attribute = nth(rest)
        value = attribute.child_by_field_name("value") if attribute is not None else None
        if value is not None and attribute is not None and expressions.text(attribute).startswith("path"):
            spec = f"mod ={expressions.text(value).strip(chr(34))}"
        rest = rest.prev_named_sibling
    return Imported(name, spec, "")


def _inside(expressions: Expressions, node: Node) -> list[str]:
    return paths.specified(expressions, node, ["self"]).split("::")[1:]


def _used(expressions: Expressions, node: Node, before: list[str], depth: int = 0) -> Iterator[Imported]:
    """Every import of a `use` tree."""
    if depth > DEEPEST:
        return
    if node.type == "scoped_use_list":
        before = [*before, *paths.segments(expressions, node.child_by_field_name("path"))]
        listed = node.child_by_field_name("list")
        for each in listed.named_children if listed is not None else ():
            yield from _used(expressions, each, before, depth + 1)
    elif node.type == "use_list":
        for each in node.named_children:
            yield from _used(expressions, each, before, depth + 1)
    elif node.type == "use_wildcard":
        names = [*before, *paths.segments(expressions, nth(node))]
        yield Imported("", paths.specified(expressions, node, names), "*")
    elif node.type not in {"line_comment", "block_comment"}:
        yield _named(expressions, node, before)


def _named(expressions: Expressions, node: Node, before: list[str]) -> Imported:
    alias = node.child_by_field_name("alias")
    names = [*before, *paths.segments(expressions, node.child_by_field_name("path") if node.type == "use_as_clause" else node)]  # fmt: skip
    if len(names) > 1 and names[-1] == "self":
        names.pop()
    local = expressions.text(alias) if alias is not None else names[-1] if names else ""
    written = paths.specified(expressions, node, names)
    spec, _, name = written.rpartition("::")
    local = "" if local == "_" else local
    if not spec or name == "super":
        return Imported(local, written, "")
    return Imported(local, spec, name)


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """`T { ... }` constructs a T."""
    made = values.structure(expressions, node)
    return [made] if made else []


_BINDS = {
    "let_declaration": _let,
    "const_item": _constant,
    "static_item": _constant,
    "type_item": _alias,
    "associated_type": _associated,
    "field_declaration": _field,
    "ordered_field_declaration_list": _places,
    "enum_variant": _variant,
    "let_condition": _condition,
    "match_arm": _arm,
    "for_expression": _loop,
}
