"""Scala's statements: everything that binds a name, imports, and calls that `for` and patterns stand for."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.language import Bound, Imported
from parsing.languages.scala import patterns, types
from parsing.languages.scala.names import encoded, written

INSIDE = "in:"  # prefix of the mark for an outer package whose names the file sees
ALSO = "also:"  # prefix of the mark for another package that a part of the file is in
_HOLDING = frozenset({"compilation_unit", "template_body", "with_template_body", "enum_body"})
_IMPORTED = re.compile(r"[^,{}]+(?:\{[^{}]*\})?")
_RENAMED = re.compile(r"\s*(?:=>|\bas\b)\s*")
_ALL = frozenset({"_", "*", "given"})


def _clauses(expressions: Expressions, root: Node) -> tuple[list[str], list[str]]:
    """The package clauses of a file, and those of its parts: `package a; package b { ... }; class C`."""
    found: list[str] = []
    around: Node | None = root
    while around is not None:
        clauses = children_of(around, "package_clause")
        within = [each for each in clauses if each.child_by_field_name("body") is not None]
        found += [_called(expressions, each) for each in clauses if each not in within]
        if len(within) != 1 or any(each.type.endswith(("_definition", "_object")) for each in around.named_children):
            return found, [_called(expressions, each) for each in within]
        found.append(_called(expressions, within[0]))
        around = within[0].child_by_field_name("body")
    return found, []


def _called(expressions: Expressions, clause: Node) -> str:
    name = clause.child_by_field_name("name")
    return _dotted(expressions.text(name)) if name is not None else ""


def _dotted(text: str) -> str:
    return "".join(text.replace("`", "").split())


def package(expressions: Expressions, root: Node) -> str:
    return ".".join(_clauses(expressions, root)[0])


def marks(expressions: Expressions, root: Node) -> list[str]:
    """Packages whose names the file sees: `package a; package b` sees the names of a, `package a.b` does not."""
    clauses, parts = _clauses(expressions, root)
    also = [f"{ALSO}{'.'.join([*clauses, each])}" for each in parts]
    return also + [f"{INSIDE}{'.'.join(clauses[:end])}" for end in range(len(clauses) - 1, 0, -1)]


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", expressions.text(node).partition("import")[2], flags=re.DOTALL)
    return [each for part in _IMPORTED.findall(text) for each in _imported(part.strip())]


def _imported(text: str) -> Iterator[Imported]:
    """`a.b.C`, `a.b.{C, D => E, _}`, `a.b as c`."""
    path, brace, selected = text.partition("{")
    if not brace:
        path, _, selected = path.rpartition(".")
    spec = _dotted(path).removesuffix(".")
    for each in filter(None, (part.strip(" \t\n}") for part in selected.split(","))):
        name, *other = _RENAMED.split(each)
        if name.split()[0] in _ALL:
            yield Imported("", spec, "*") if spec else Imported("", name, "*")
        elif not spec:  # `import a as b`
            yield Imported(encoded(other[-1] if other else name), name, "")
        elif (local := encoded(other[-1] if other else name)) != "_":
            yield Imported(local, spec, encoded(name))


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """`x <- y` calls a method of y; a pattern `C(x)` the `unapply` of C; `extends D` the constructor of D."""
    if node.type == "extends_clause":
        called = expressions.of(node)
    elif node.type == "case_class_pattern":
        kind = types.annotation(expressions, node.child_by_field_name("type")).partition("[")[0]
        called = terms.then(kind, ".unapply(?)")
    else:
        called = terms.then(expressions.of(_generator(node)), f".{_method(node)}(?)")
    return [called] if called else []


def _generator(node: Node) -> Node | None:
    """The value that an enumerator iterates over."""
    return nth(node, 1) if any(child.type == "<-" for child in node.children) else None


def _method(node: Node) -> str:
    loop = node.parent.parent if node.parent is not None else None
    if loop is None or not any(child.type == "yield" for child in loop.children):
        return "foreach"
    later = [each for each in children_of(node.parent, "enumerator") if each.start_byte > node.start_byte] if node.parent is not None else []  # fmt: skip
    return "flatMap" if any(_generator(each) is not None for each in later) else "map"


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    """Bindings; operators and names in backticks are bound in the form that expressions use."""
    found = _BINDS[node.type](expressions, node)
    return [bound._replace(member=written(expressions, bound.target)) for bound in found]


def _value(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`val x: T = y`, `val (x, y) = z`."""
    local = node.parent is not None and node.parent.type not in _HOLDING
    kind = "field" if types.is_member(node) else ""
    told = types.annotation(expressions, node.child_by_field_name("type"))
    target = node.child_by_field_name("pattern") or node.child_by_field_name("name")
    value = expressions.of(node.child_by_field_name("value"))
    if target is None:
        return
    if target.type == "identifiers":
        yield from (Bound(each, value, told, only=local, kind=kind) for each in target.named_children)
    elif target.type == "identifier":
        yield Bound(target, "" if told else value, told, only=local, kind=kind)
    else:
        yield from (each._replace(only=local, kind=kind) for each in patterns.bound(expressions, target, value))


def _given(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = node.child_by_field_name("name")
    if name is not None and not children_of(node, "with_template_body"):
        yield Bound(name, "", types.annotation(expressions, child_of(node, types.KINDS)))


def _of_class(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`class C(val x: T, y: T)`: x is a field; y is known inside, and a field where the class is a case class."""
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    holder = node.parent.parent if node.parent is not None else None
    if name is None or holder is None:
        return
    said = any(child.type in {"val", "var"} for child in node.children)
    seen = said or holder.type == "full_enum_case" or any(child.type == "case" for child in holder.children)
    yield Bound(name, "", _spread(expressions, kind), kind="field", after=node.start_byte, silent=not seen)


def _spread(expressions: Expressions, kind: Node | None) -> str:
    told = types.annotation(expressions, kind)
    return f"<%list>[{told}]" if told and kind is not None and kind.type == "repeated_parameter_type" else told


def _of_this(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`self: T =>`."""
    name = child_of(node, "identifier")
    if name is not None and expressions.text(name) not in {"this", "_"}:
        yield Bound(name, "this", after=node.start_byte, silent=True)


def _case(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, enum = node.child_by_field_name("name"), node
    while enum.parent is not None and enum.type != "enum_definition":
        enum = enum.parent
    of = enum.child_by_field_name("name")
    if name is not None and of is not None:
        yield Bound(name, f"{written(expressions, of)}()", kind="enum_member")


def _alias(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    bounds = node.children_by_field_name("bound")
    if kind is None and bounds and bounds[-1].type == "upper_bound":
        kind = bounds[-1].child_by_field_name("type")
    if name is not None:
        yield Bound(name, types.annotation(expressions, kind), kind="type_alias")


def _later(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """The parameters of all explicit lists but the first."""
    function = node.parent
    if function is None or node in types.lists(function)[:1]:
        return
    for each in children_of(node, "parameter"):
        name, kind = each.child_by_field_name("name"), each.child_by_field_name("type")
        if name is not None:
            yield Bound(name, "", _spread(expressions, kind), after=each.start_byte, until=function.end_byte, only=True)


def _enumerated(expressions: Expressions, node: Node) -> Iterable[Bound]:
    loop = node.parent.parent if node.parent is not None else None
    pattern, value = nth(node), expressions.of(nth(node, 1))
    if loop is None or pattern is None or pattern.type == "guard":
        return
    given = terms.then(value, "[*]") if _generator(node) is not None else value
    for each in patterns.bound(expressions, pattern, given):
        yield each._replace(after=node.end_byte, until=loop.end_byte, only=True)


def _matched(expressions: Expressions, node: Node) -> Iterable[Bound]:
    pattern, cases = node.child_by_field_name("pattern"), node.parent
    around = cases.parent if cases is not None else None
    if pattern is None or around is None:
        return
    value = "_0"
    if around.type == "match_expression":
        value = expressions.of(around.child_by_field_name("value"))
    elif around.type == "catch_clause":
        value = ""
    for each in patterns.bound(expressions, pattern, value):
        yield each._replace(after=pattern.end_byte, until=node.end_byte, only=True)


_BINDS = {
    **dict.fromkeys(("val_definition", "var_definition", "val_declaration", "var_declaration"), _value),
    "given_definition": _given,
    "class_parameter": _of_class,
    "self_type": _of_this,
    "simple_enum_case": _case,
    "type_definition": _alias,
    "parameters": _later,
    "enumerator": _enumerated,
    "case_clause": _matched,
}
