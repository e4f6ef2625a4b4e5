"""Lua's statements and expressions: bindings, calls, and the value that a file returns."""

from collections.abc import Iterator

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Traits
from parsing.languages.lua import tables
from parsing.languages.lua.modules import GIVEN
from parsing.scopes import find

THIS = "self"
UNKNOWN = "<%any>"  # an unknown value, which still hides outer names
_LOOPS = frozenset({"pairs", "ipairs"})


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The parameters; with a colon in the name, `self` comes first."""
    name = node.parent.child_by_field_name("name") if node.parent is not None else None
    own = [Param(THIS, "", "", "")] if name is not None and name.type == "method_index_expression" else []
    return (*own, *(Param(expressions.text(each), "*" if each.type == "vararg_expression" else "", "", "") for each in node.named_children if each.type != "comment"))  # fmt: skip


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    """A function in a table is a method if its name has a colon or its first parameter is `self`."""
    name, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    first = nth(listed) if listed is not None else None
    takes = (name is not None and name.type == "method_index_expression") or (first is not None and expressions.text(first) == THIS)  # fmt: skip
    return Traits("instance" if takes else "")


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(_BINDS[node.type](expressions, node))


def _assigned(expressions: Expressions, node: Node) -> Iterator[Bound]:
    around = expressions.parent(node)
    local = around is not None and around.type == "variable_declaration"
    for target, value in tables.pairs(node):
        if value is not None and value.type == "function_definition":
            continue
        if tables.is_table(expressions, node):
            yield from _fields(expressions, target, value)
            return
        told = expressions.of(value)
        if target.type == "identifier":
            yield Bound(target, told, assigns=not local)
        elif (member := _member(expressions, target)) and not member.rpartition(".")[2].startswith("__"):
            yield Bound(target, told, member=member, silent=True)


def _fields(expressions: Expressions, target: Node, value: Node | None) -> Iterator[Bound]:
    """The fields of a class-like table whose values are not function literals."""
    for each in value.named_children if value is not None and value.type == "table_constructor" else ():
        name, held = each.child_by_field_name("name"), each.child_by_field_name("value")
        if name is not None and held is not None and held.type != "function_definition":
            yield Bound(
                name, expressions.of(held), member=f"{expressions.text(target)}.{_key(expressions, name)}", silent=True
            )


def _made(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """`setmetatable(x, C)` in a function makes x a C."""
    given, scope = tables.given(node), expressions.place()
    told = terms.then(tables.behind(expressions, node), "()")
    if told and scope is not None and scope.kind == "function" and given[0].type == "identifier":
        yield Bound(given[0], told, assigns=True)


def _member(expressions: Expressions, target: Node) -> str:
    """`self.x` in a function of C, and `x.y` for an instance x of C, are `C.x` and `C.y`."""
    text, scope = expressions.text(target), expressions.place()
    root, _, rest = text.partition(".")
    if target.type != "dot_index_expression" or scope is None or not terms.is_dotted(text):
        return ""
    if root == scope.receiver:
        return f"{scope.owner}.{rest}"
    found, _ = find(root, scope)
    made = found.binds[root][-1].expression if found is not None and found.kind == "function" else ""
    if made.endswith("()") and made[:-2].encode() in (expressions.noted or ()):
        return f"{made[:-2]}.{rest}"
    return text if made == "" and found is not None and found.kind == "module" else ""


def _loop(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """`for i, x in ipairs(y)`."""
    clause = node.child_by_field_name("clause")
    names, over = (nth(clause), nth(clause, 1)) if clause is not None else (None, None)
    call = nth(over) if over is not None and over.type == "expression_list" else None
    called = call.child_by_field_name("name") if call is not None and call.type == "function_call" else None
    given = tables.given(call) if call is not None and called is not None and expressions.text(called) in _LOOPS else []
    value = expressions.of(given[0]) if given else ""
    for place, each in enumerate(names.named_children if names is not None and names.type == "variable_list" else ()):
        yield _until(expressions, each, node, terms.then(value, "[?]") if place else "")


def _until(expressions: Expressions, name: Node, node: Node, value: str = "") -> Bound:
    return Bound(
        name, value or UNKNOWN, after=node.start_byte, until=node.end_byte, only=True, member=expressions.text(name)
    )


def _unnamed(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """An anonymous function binds its parameters; its body is read as a part of the enclosing function."""
    listed = node.child_by_field_name("parameters")
    if tables.heading(expressions, node) is None and listed is not None:
        for each in listed.named_children:
            if each.type == "identifier":
                yield _until(expressions, each, node)


def _given(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """The file's return value, which `require` returns."""
    told = expressions.of(nth(node))
    if told:
        yield Bound(node, told, member=GIVEN, silent=True)


def call(expressions: Expressions, node: Node) -> str:
    """`require "a"`, `setmetatable({}, C)` makes a C, `f(x)`."""
    name, given = node.child_by_field_name("name"), tables.given(node)
    written = expressions.text(name) if name is not None else ""
    if written == "require" and given and given[0].type == "string":
        return f"<!{_content(expressions, given[0])}:>"
    if written == "setmetatable" and given and not _lies_behind(expressions, node, given[0]):
        return terms.then(tables.behind(expressions, node), "()") or expressions.of(given[0])
    return expressions.call(node, ("name", "arguments"))


def _lies_behind(expressions: Expressions, node: Node, first: Node) -> bool:
    """Whether a `setmetatable` only sets a class-like table's `__index`, and makes no instance."""
    scope, values = expressions.place(), node.parent
    if scope is None or scope.kind != "module":
        return False
    around = values.parent if values is not None else None
    named = around is not None and around.type == "assignment_statement" and tables.is_table(expressions, around)
    return named or first.type == "identifier"


def element(expressions: Expressions, node: Node) -> str:
    """`x["k"]` is `x.k`; in a class-like table, the element under a computed key is unknown."""
    table, key = node.child_by_field_name("table"), node.child_by_field_name("field")
    of = expressions.of(table)
    if key is not None and key.type == "string":
        return terms.then(of, f".{_key(expressions, key)}") if _key(expressions, key).isidentifier() else ""
    if table is None or expressions.text(table).encode() in (expressions.noted or ()):
        return ""
    return terms.then(of, f"[{expressions.text(key)}]" if key is not None and key.type == "number" else "[?]")


def _key(expressions: Expressions, name: Node) -> str:
    return expressions.text(name).strip("\"'")


def _content(expressions: Expressions, string: Node) -> str:
    content = string.child_by_field_name("content")
    return expressions.text(content).replace("/", ".") if content is not None else ""


def function(expressions: Expressions, node: Node) -> str:
    """A function literal by the name it is assigned to, in its table if it is a field; '' if anonymous."""
    if tables.heading(expressions, node) is None:
        return ""
    owner, name = tables.owner(expressions, node), tables.called(expressions, node)[0]
    return f"<@{owner}.{name}>" if owner else name


def binary(expressions: Expressions, node: Node) -> str:
    """`a or b` is either operand, `a and b` the second."""
    operator = node.children[1].type if len(node.children) > 1 else ""
    left, right = expressions.of(nth(node)), expressions.of(nth(node, 1))
    return terms.either([left, right]) if operator == "or" else right if operator == "and" else ""


def table(expressions: Expressions, node: Node) -> str:
    """`{ a, b }` as a list, `{ k = a }` as a table with keys."""
    fields = [each for each in node.named_children[:64] if each.type == "field"]
    named = [(each.child_by_field_name("name"), expressions.of(each.child_by_field_name("value"))) for each in fields]
    keyed = [f'<"{_key(expressions, name)}>={value}' for name, value in named if name is not None and value]
    told = f"{{dict:{','.join(keyed)}}}" if keyed else f"{{list:{','.join(value for _, value in named)}}}"
    return told if len(told) <= terms.LONGEST else "{list:}"


_BINDS = {
    "assignment_statement": _assigned,
    "for_statement": _loop,
    "function_definition": _unnamed,
    "return_statement": _given,
    "function_call": _made,
}
