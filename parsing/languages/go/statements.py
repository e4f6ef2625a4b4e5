"""Go's statements: everything that binds a name, imports, and composite literals."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Imported
from parsing.languages.go.types import annotation, is_embedded

_TOP = frozenset({"source_file", "var_declaration", "const_declaration", "type_declaration", "var_spec_list"})
_ENDING_OF_STATEMENT = frozenset(
    {"if_statement", "for_statement", "expression_switch_statement", "type_switch_statement"}
)
_PAIRED = frozenset({"index_expression", "type_assertion_expression", "unary_expression"})  # `v, ok := m[k]`
_VERSION = re.compile(r"v\d+")
_MEMBERS = frozenset({"list", "dict"})


def package(expressions: Expressions, root: Node) -> str:
    clause = next((child for child in root.named_children if child.type == "package_clause"), None)
    name = nth(clause) if clause is not None else None
    return expressions.text(name) if name is not None else ""


def imports(expressions: Expressions, node: Node) -> Sequence[Imported]:
    path, name = node.child_by_field_name("path"), node.child_by_field_name("name")
    spec = expressions.text(path).strip('"`') if path is not None else ""
    if not spec:
        return []
    if name is None:
        return _named_by_itself(spec)
    local = expressions.text(name)
    return [Imported("", spec, "*") if local == "." else Imported("" if local == "_" else local, spec, "")]


@lru_cache(1 << 12)
def _named_by_itself(spec: str) -> tuple[Imported, ...]:
    """An import without an alias: under each name that its package may have by convention, as the file does not say."""
    parts = spec.split("/")
    last = parts[-2] if len(parts) > 1 and _VERSION.fullmatch(parts[-1]) else parts[-1]
    stem = re.sub(r"\.v\d+$", "", last)
    candidates = (stem, stem.removeprefix("go-"), stem.removesuffix("-go"), stem.removesuffix(".go"), stem.rpartition("-")[2], stem.replace("-", "_"), stem.replace("-", ""))  # fmt: skip
    names = dict.fromkeys(each for each in candidates if each.isidentifier())
    return (Imported("", spec, "?"), *(Imported(name, spec, "") for name in names))


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """A composite literal constructs its own type, and elements whose type is left out."""
    kind = node.child_by_field_name("type")
    made = annotation(expressions, kind)
    element = (kind.child_by_field_name("element") or kind.child_by_field_name("value")) if kind is not None else None
    inner = annotation(expressions, element)
    return [terms.then(each, "()") for each in (made, inner) if each and not each.startswith("<%")]


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return _BINDS[node.type](expressions, node)


def _short(expressions: Expressions, node: Node) -> list[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    return _assigned(expressions, _children(left), _children(right), node)


def _assigned(
    expressions: Expressions, names: list[Node], given: list[Node], node: Node, declared: str = "", kind: str = ""
) -> list[Bound]:
    """Each name with its value; multiple results of one call are unpacked."""
    values = [expressions.of(each) for each in given]
    if len(given) == 1 and len(names) > 1:
        paired = given[0].type in _PAIRED
        values = [values[0], ""] if paired else [terms.then(values[0], f"[{place}]") for place in range(len(names))]
    values += [""] * (len(names) - len(values))
    local, until = _reach(node)
    return [
        Bound(name, value, declared, until=until, only=local, kind=kind)
        for name, value in zip(names, values, strict=False)
        if expressions.text(name) != "_"
    ]


def _reach(node: Node) -> tuple[bool, int]:
    """Whether the binding is local to a function, and up to which byte it holds; -1: to the end of the block."""
    around = node.parent
    while around is not None and around.type in _TOP and around.type != "source_file":
        around = around.parent
    if around is None or around.type == "source_file":
        return False, -1
    if around.type == "for_clause":
        around = around.parent
    return True, around.end_byte if around is not None and around.type in _ENDING_OF_STATEMENT else -1


def _variable(expressions: Expressions, node: Node) -> list[Bound]:
    kind = "constant" if node.type == "const_spec" else "variable"
    told = _repeated(node) if kind == "constant" else node
    declared = annotation(expressions, told.child_by_field_name("type"))
    if told.id != node.id and declared:
        return [Bound(name, terms.then(declared, "()"), kind=kind) for name in node.children_by_field_name("name")]
    given = _children(told.child_by_field_name("value"))
    return _assigned(expressions, node.children_by_field_name("name"), given, node, declared, kind)


def _repeated(node: Node) -> Node:
    """`const ( A T = iota; B )`: a constant without a value repeats the previous type and value."""
    current: Node | None = node
    while current is not None and (current.type != "const_spec" or current.child_by_field_name("value") is None):
        current = current.prev_named_sibling
    return current or node


def _range(expressions: Expressions, node: Node) -> list[Bound]:
    left, over = _children(node.child_by_field_name("left")), expressions.of(node.child_by_field_name("right"))
    if node.parent is None or not any(child.type == ":=" for child in node.children):
        return []
    steps = ("[*]", "[?]") if len(left) > 1 else ("[*]",)
    return [
        Bound(name, terms.then(over, step), after=node.end_byte, until=node.parent.end_byte, only=True)
        for name, step in zip(left, steps, strict=False)
        if expressions.text(name) != "_"
    ]


def _field(expressions: Expressions, node: Node) -> list[Bound]:
    kind = node.child_by_field_name("type")
    if kind is None or node.parent is None or node.parent.parent is None or not _is_named(node.parent.parent):
        return []
    told = annotation(expressions, kind)
    if is_embedded(node):
        last = _last_name(kind)
        return [Bound(last, "", told)] if last is not None else []
    return [Bound(name, "", told) for name in node.children_by_field_name("name")]


def _is_named(structure: Node) -> bool:
    return structure.parent is not None and structure.parent.type == "type_spec"


def _last_name(kind: Node) -> Node | None:
    """The field name of an embedded type: `T` for `*p.T[U]`."""
    current: Node | None = kind
    while current is not None and current.type != "type_identifier":
        current = current.child_by_field_name("name") or current.child_by_field_name("type") or nth(current)
    return current


def _alias(expressions: Expressions, node: Node) -> list[Bound]:
    name, local = node.child_by_field_name("name"), _reach(node)[0]
    told = annotation(expressions, node.child_by_field_name("type"))
    return [Bound(name, told, kind="type_alias", only=local)] if name is not None else []


def _type_switch(expressions: Expressions, node: Node) -> list[Bound]:
    """`switch x := y.(type)`: in each case, x has the type of that case."""
    aliases = _children(node.child_by_field_name("alias"))
    if not aliases:
        return []
    value = expressions.of(node.child_by_field_name("value"))
    found: list[Bound] = []
    for case in node.named_children:
        if case.type in {"type_case", "default_case"}:
            types = case.children_by_field_name("type")
            told = terms.then(annotation(expressions, types[0]), "()") if len(types) == 1 else value
            found.append(Bound(aliases[0], told, after=case.start_byte - 1, until=case.end_byte, only=True))
    return found


def _received(expressions: Expressions, node: Node) -> list[Bound]:
    left, right = _children(node.child_by_field_name("left")), node.child_by_field_name("right")
    value = expressions.of(right)
    return [Bound(name, value, only=True) for name in left[:1] if expressions.text(name) != "_"]


def _children(node: Node | None) -> list[Node]:
    return [child for child in node.named_children if child.type != "comment"] if node is not None else []


_BINDS = {
    "short_var_declaration": _short,
    "var_spec": _variable,
    "const_spec": _variable,
    "range_clause": _range,
    "field_declaration": _field,
    "type_alias": _alias,
    "type_switch_statement": _type_switch,
    "receive_statement": _received,
}
