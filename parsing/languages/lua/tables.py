"""Lua's class-like tables, which hold functions: the counterpart of classes and modules in other languages."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from parsing.expressions import Expressions, nth
from parsing.language import Base

_INDEX = "__index"
_CLASSES = frozenset({"class", "subclass", "extend", "derive"})  # by convention: `class("C", B)`, `B:extend()`
_OUTSIDE_WORDS = re.compile(r"\W+")
_INDEXED = frozenset({"dot_index_expression", "method_index_expression", "bracket_index_expression"})


def note(expressions: Expressions, root: Node) -> str:
    """Notes the names of the file's class-like tables, and as `C:B` that C falls back to B through `__index`."""
    found: set[str] = set()
    for each in root.named_children:
        statement = each.named_children[0] if each.type == "variable_declaration" and each.named_children else each
        if statement.type == "function_declaration":
            found.add(_holder(expressions, statement.child_by_field_name("name")))
        elif statement.type == "assignment_statement":
            for target, value in pairs(statement):
                if value is not None and value.type == "function_definition":
                    found.add(_holder(expressions, target))
                elif value is not None and (_made(expressions, value) or any(True for _ in functions(value))):
                    found.add(expressions.text(target))
        elif statement.type == "function_call":
            found.update(_indexed(expressions, statement))
    around = {
        ".".join(each.split(".")[:end]) for each in found if ":" not in each for end in range(1, each.count(".") + 1)
    }
    expressions.noted = frozenset(each.encode() for each in found | around if each)
    return ""


def _holder(expressions: Expressions, name: Node | None) -> str:
    """`C` in `C.f` and `C:f`."""
    table = name.child_by_field_name("table") if name is not None and name.type in _INDEXED else None
    return expressions.text(table) if table is not None else ""


def pairs(assignment: Node) -> Iterator[tuple[Node, Node | None]]:
    """Each target of an assignment with its value."""
    lists = [each.named_children for each in assignment.named_children if each.type in {"variable_list", "expression_list"}]  # fmt: skip
    targets = [each for each in (lists[0] if lists else ()) if each.type != "attribute"]
    values = lists[1] if len(lists) > 1 else []
    for place, target in enumerate(targets):
        yield target, values[place] if place < len(values) else None


def functions(value: Node) -> Iterator[Node]:
    """The fields of a table constructor that hold function literals."""
    for each in value.named_children if value.type == "table_constructor" else ():
        held = each.child_by_field_name("value")
        if held is not None and held.type == "function_definition":
            yield each


def given(call: Node) -> list[Node]:
    listed = call.child_by_field_name("arguments")
    return [each for each in listed.named_children if each.type != "comment"] if listed is not None else []


def _indexed(expressions: Expressions, call: Node) -> Iterator[str]:
    """`setmetatable(C, { __index = B })`."""
    arguments = given(call)
    if expressions.text(call).startswith("setmetatable") and arguments and arguments[0].type == "identifier":
        for each in _behind(expressions, call):
            yield f"{expressions.text(arguments[0])}:{expressions.text(each)}"


def _behind(expressions: Expressions, call: Node) -> list[Node]:
    """The table that `__index` falls back to."""
    arguments = given(call)
    if len(arguments) < 2:  # noqa: PLR2004
        return []
    if arguments[1].type != "table_constructor":
        return [arguments[1]]
    named = [
        (each.child_by_field_name("name"), each.child_by_field_name("value")) for each in arguments[1].named_children
    ]
    return [value for name, value in named if name is not None and value is not None and expressions.text(name) == _INDEX]  # fmt: skip


def behind(expressions: Expressions, call: Node) -> str:
    """C in `setmetatable({}, C)`."""
    return next(filter(None, map(expressions.of, _behind(expressions, call))), "")


def _made(expressions: Expressions, value: Node) -> bool:
    """`class("C")`, `B:subclass("C")`."""
    name = value.child_by_field_name("name") if value.type == "function_call" else None
    last = (
        (name.child_by_field_name("method") or name.child_by_field_name("field") or name) if name is not None else None
    )
    return last is not None and expressions.text(last) in _CLASSES


def place_of(node: Node) -> Node | None:
    """The name that a function literal is assigned to: `C.f = function() end`, `C = { f = function() end }`."""
    around = node.parent
    if around is not None and around.type == "field":
        return None if _is_computed(around, "name") else around.child_by_field_name("name")
    statement = around.parent if around is not None and around.type == "expression_list" else None
    if statement is None or statement.type != "assignment_statement":
        return None
    target = next((target for target, value in pairs(statement) if value == node), None)
    return None if target is None or _is_computed(target, "field") else target


def _is_computed(node: Node, field: str) -> bool:
    """Whether the key in this field is computed: `[k] = v`, `t[k] = v`."""
    key = node.child_by_field_name(field)
    return any(child.type == "[" for child in node.children) and (key is None or key.type != "string")


def heading(expressions: Expressions, node: Node) -> Node | None:
    """The node itself for an assignment of a class-like table and for a named function; None for any other."""
    if node.type == "function_definition":
        return node if place_of(node) is not None and _field_of(node) is not None else None
    return node if node.type != "assignment_statement" or is_table(expressions, node) else None


def is_table(expressions: Expressions, node: Node) -> bool:
    """Whether a top-level assignment defines a class-like table."""
    around = expressions.parent(node)
    if around is not None and around.type == "variable_declaration":
        around = expressions.parent(around)
    name, value = next(pairs(node), (None, None))
    if around is None or expressions.parent(around) is not None or name is None or value is None:
        return False
    made = value.type in {"table_constructor", "function_call"} and not expressions.text(value).startswith("require")
    return made and expressions.text(name).encode() in (expressions.noted or ())


def _field_of(node: Node) -> Node | None:
    """The node whose text is the owner's name, or the full name of a function; None if its table is anonymous."""
    name = place_of(node)
    if name is None or name.parent is None or name.parent.type != "field":
        return name
    table = name.parent.parent
    return place_of(table) if table is not None else None


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    name = _name(node)
    if name is None:
        return "", ""
    last = name.child_by_field_name("field") or name.child_by_field_name("method") or name
    text = expressions.text(last)
    text = _OUTSIDE_WORDS.sub("_", text.strip("'\"")) if last.type == "string" else text
    return text, text


def _name(node: Node) -> Node | None:
    if node.type == "function_definition":
        return place_of(node)
    if node.type == "assignment_statement":
        return next((target for target, _ in pairs(node)), None)
    return node.child_by_field_name("name")


def owner(expressions: Expressions, node: Node) -> str:
    name = _name(node)
    if name is not None and name.parent is not None and name.parent.type == "field":
        around = _field_of(node)
        return expressions.text(around) if around is not None else ""
    return _holder(expressions, name)


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """`setmetatable({}, { __index = B })`, `class("C", B)`, `B:subclass("C")`."""
    if node.type != "assignment_statement":
        return []
    target, value = next(pairs(node))
    found: list[str] = []
    if value is not None and value.type == "function_call":
        if _made(expressions, value):
            name = value.child_by_field_name("name")
            holder = name.child_by_field_name("table") if name is not None else None
            found = [expressions.of(each) for each in (holder, *given(value)) if each is not None and each.type in {"identifier", "dot_index_expression"}]  # fmt: skip
        else:
            found = [behind(expressions, value)] if expressions.text(value).startswith("setmetatable") else []
    mark = f"{expressions.text(target)}:".encode()
    found += [each[len(mark) :].decode() for each in sorted(expressions.noted or ()) if each.startswith(mark)]
    return [Base(each, nth(node) or node) for each in dict.fromkeys(found) if each]
