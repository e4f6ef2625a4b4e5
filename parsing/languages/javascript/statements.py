"""JavaScript's statements: everything that binds a name, imports and exports, classes."""

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Base, Bound, Imported, Traits
from parsing.languages.javascript import documented
from parsing.languages.javascript.patterns import MODULE_OBJECT, unpack
from parsing.languages.javascript.places import FUNCTIONS, head
from parsing.languages.javascript.values import name_of, unquoted

_LEAVING = frozenset({"return_statement", "throw_statement", "continue_statement", "break_statement"})
_NAMED = frozenset({"identifier", "member_expression"})
_PLACED = FUNCTIONS | {"class", "object"}
_FLAGS = {"get": "property", "set": "accessor", "abstract": "abstract"}
_SIGNATURES = frozenset({"function_signature", "method_signature", "internal_module", "module"})
CHECKED = 128  # parts of a condition examined, from its end: each `&&` of a chain examines all that stands before it


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return _BINDS[node.type](expressions, node)


def value_of(expressions: Expressions, node: Node | None) -> str:
    return expressions.of(node)


def _is_placed(expressions: Expressions, node: Node | None) -> bool:
    """Whether the value is a definition named by its context; such a definition binds the name itself."""
    while node is not None and node.type in {"parenthesized_expression", "as_expression", "satisfies_expression"}:
        node = nth(node)
    placed = head(expressions, node) if node is not None and node.type in _PLACED else None
    return placed is not None and placed.node != node


def declarator(expressions: Expressions, node: Node) -> list[Bound]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    told = expressions.language.annotation(expressions, node.child_by_field_name("type"))
    placed = name is not None and name.type == "identifier" and _is_placed(expressions, value)
    if name is None or (placed and not told):
        return []
    if placed and value is not None and value.type in FUNCTIONS:
        return [Bound(name, "", told, defined=True)]
    if name.type == "identifier":
        told = told or documented.declared(expressions, node)
        return [Bound(name, expressions.of(value), told)]
    given = terms.then(told, "()") or expressions.of(value)
    return [Bound(each, taken) for each, taken in unpack(expressions, name, given)]


def _assignment(expressions: Expressions, node: Node) -> list[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return []
    if expressions.text(left) == "module.exports":
        return _module_object(expressions, left, right)
    if left.type == "subscript_expression":
        return _put(expressions, left, expressions.of(right))
    if left.type not in _NAMED:
        return [Bound(each, taken, assigns=True) for each, taken in unpack(expressions, left, expressions.of(right))]
    if _is_placed(expressions, right) and not (right is not None and right.type == "object"):
        return []
    return [Bound(left, expressions.of(right), assigns=True)]


def _module_object(expressions: Expressions, left: Node, right: Node | None) -> list[Bound]:
    """`module.exports = x` binds the name of the module object."""
    placed = head(expressions, right) if right is not None and right.type in _PLACED else None
    if placed is not None and placed.name == MODULE_OBJECT:
        return []
    value = f"<@{placed.name}>" if placed is not None and placed.name else expressions.of(right)
    name = left.child_by_field_name("property")
    return [Bound(name, value, assigns=True, silent=True)] if name is not None else []


def _put(expressions: Expressions, left: Node, value: str) -> list[Bound]:
    """`x["name"] = y`"""
    held, key = left.child_by_field_name("object"), left.child_by_field_name("index")
    name = name_of(expressions, key) if key is not None and key.type in {"string", "number"} else ""
    if held is None or not name or not terms.is_dotted(expressions.text(held)):
        return []
    return [Bound(left, value, member=f"{expressions.text(held)}.{name}")]


def _kept(expressions: Expressions, node: Node) -> list[Bound]:
    """`x ||= y` adds an alternative."""
    left = node.child_by_field_name("left")
    value = expressions.of(node.child_by_field_name("right"))
    return [Bound(left, value, assigns=True, narrows=True)] if left is not None and value else []


def _pair(expressions: Expressions, node: Node) -> list[Bound]:
    """A member of an object literal that is a definition."""
    if node.parent is None or head(expressions, node.parent) is None:
        return []
    if node.type == "shorthand_property_identifier":
        return [Bound(node, expressions.of(node))]
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or _is_placed(expressions, value):
        return []
    name = name_of(expressions, key)
    return [Bound(key, expressions.of(value), member=name)] if name else []


def field(expressions: Expressions, node: Node) -> list[Bound]:
    name = node.child_by_field_name("name") or node.child_by_field_name("property")
    value = node.child_by_field_name("value")
    told = expressions.language.annotation(expressions, node.child_by_field_name("type"))
    if name is None or _is_placed(expressions, value):
        return []
    return [Bound(name, expressions.of(value), told or documented.declared(expressions, node))]


def _loop(expressions: Expressions, node: Node) -> list[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or operator is None or expressions.text(operator) != "of":
        return []
    element = terms.then(expressions.of(right), "[*]")
    return [
        Bound(each, taken, after=left.end_byte, until=node.end_byte)
        for each, taken in unpack(expressions, left, element)
    ]


def _condition(expressions: Expressions, node: Node) -> list[Bound]:
    """`if (x instanceof C)` narrows x in the branch; `if (!(x instanceof C)) return` in what follows."""
    tested = node.child_by_field_name("condition") or node.child_by_field_name("left")
    branch = node.child_by_field_name("consequence") or node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if tested is None or branch is None or (operator is not None and operator.type != "&&"):
        return []
    denied = _denied(tested)
    if denied is not None and node.type == "if_statement":
        return _left(expressions, node, denied, branch)
    return [
        Bound(name, kind, after=branch.start_byte - 1, until=branch.end_byte, only=True, narrows=True)
        for name, kind in _checks(expressions, tested)
    ]


def _left(expressions: Expressions, node: Node, denied: Node, branch: Node) -> list[Bound]:
    last = nth(branch, branch.named_child_count - 1) if branch.type == "statement_block" else branch
    if last is None or last.type not in _LEAVING or node.child_by_field_name("alternative"):
        return []
    return [Bound(name, kind, narrows=True) for name, kind in _checks(expressions, denied)]


def _denied(tested: Node) -> Node | None:
    inner = nth(tested) if tested.type == "parenthesized_expression" else tested
    return inner.child_by_field_name("argument") if inner is not None and inner.type == "unary_expression" else None


def _checks(expressions: Expressions, node: Node) -> list[tuple[Node, str]]:
    """(name, instance of C) for every `name instanceof C` that must hold for the node to be true, last one first."""
    found: list[tuple[Node, str]] = []
    waiting: list[Node | None] = [node]
    for _ in range(CHECKED):
        if not waiting:
            break
        current = waiting.pop()
        if current is None or current.type not in {"parenthesized_expression", "binary_expression"}:
            continue
        left, right = current.child_by_field_name("left"), current.child_by_field_name("right")
        operator = current.child_by_field_name("operator")
        if operator is None:
            waiting.append(nth(current))
        elif operator.type == "&&":
            waiting += [left, right]
        elif operator.type == "instanceof" and left is not None and left.type == "identifier":
            found.append((left, terms.then(expressions.of(right), "()")))
    return found


def exported(expressions: Expressions, node: Node) -> list[Bound]:
    """`export default x`, `export { a as b }`, `export = x`."""
    default = next((child for child in node.children if child.type == "default"), None)
    value, declared = node.child_by_field_name("value"), node.child_by_field_name("declaration")
    if default is not None:
        placed = head(expressions, value) if value is not None and value.type in _PLACED else None
        if placed is not None and placed.name == "default":
            return []
        named = declared.child_by_field_name("name") if declared is not None else None
        return [Bound(default, expressions.of(value if named is None else named), silent=True)]
    if node.child_by_field_name("source") is not None:
        return []
    whole = next((child for child in node.children if child.type == "="), None)
    if whole is not None:
        return [Bound(whole, expressions.of(nth(node)), member=MODULE_OBJECT, silent=True)]
    return [
        Bound(alias, expressions.of(each.child_by_field_name("name")), silent=True)
        for clause in node.named_children
        if clause.type == "export_clause"
        for each in clause.named_children
        if (alias := each.child_by_field_name("alias")) is not None
    ]


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    if node.type == "comment":
        return documented.imported(expressions, node)
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type in _CLAUSES), None)
    if source is None and clause is not None:
        source = clause.child_by_field_name("source")
    spec = unquoted(expressions, source) if source is not None else ""
    if not spec:
        return []
    if clause is None:
        return [Imported("", spec, "*" if node.type == "export_statement" else "")]
    return _CLAUSES[clause.type](expressions, clause, spec)


def _clause(expressions: Expressions, clause: Node, spec: str) -> list[Imported]:
    found: list[Imported] = []
    for child in clause.named_children:
        if child.type == "identifier":
            found.append(Imported(expressions.text(child), spec, "default"))
        elif child.type == "namespace_import":
            found += _whole(expressions, child, spec)
        elif child.type == "named_imports":
            found += _listed(expressions, child, spec)
    return found


def _whole(expressions: Expressions, clause: Node, spec: str) -> list[Imported]:
    name = nth(clause)
    return [Imported(expressions.text(name), spec, "")] if name is not None else []


def _listed(expressions: Expressions, clause: Node, spec: str) -> list[Imported]:
    return [
        Imported(expressions.text(each.child_by_field_name("alias") or name), spec, expressions.text(name))
        for each in clause.named_children
        if (name := each.child_by_field_name("name")) is not None
    ] or [Imported("", spec, "")]


_CLAUSES = {
    "import_clause": _clause,
    "import_require_clause": _whole,
    "namespace_export": _whole,
    "export_clause": _listed,
}


def bases(expressions: Expressions, node: Node) -> list[Base]:
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    extended = nth(heritage) if heritage is not None else None
    return [Base(expressions.of(extended), extended)] if extended is not None else []


def decorators(_: Expressions, node: Node) -> list[Node]:
    found = [child for child in node.named_children if child.type == "decorator"]
    around, before = node.parent, node.prev_named_sibling
    while before is not None and before.type == "decorator" and node.type == "method_definition":
        found.insert(0, before)
        before = before.prev_named_sibling
    if around is not None and around.type == "export_statement":
        found += [child for child in around.named_children if child.type == "decorator"]
    return [inner for each in found if (inner := nth(each)) is not None]


def traits(_: Expressions, node: Node, __: tuple[str, ...]) -> Traits:
    """Arrow functions have no `this` of their own; modifiers stand before the name."""
    words = {child.type for child in node.children[:6]}
    flags = [flag for word, flag in _FLAGS.items() if word in words]
    if node.type in _SIGNATURES:
        flags.append("overload")
    value = node.child_by_field_name("value")
    if node.type == "type_alias_declaration" and value is not None and value.type == "object_type":
        flags.append("members")
    if node.type == "arrow_function":
        return Traits("", tuple(flags))
    around = node.parent
    beside = [around.child(place) for place in range(min(around.child_count, 4))] if around is not None else []
    static = "static" in words or any(child.type == "static" for child in filter(None, beside))
    return Traits("class" if static else "instance", tuple(flags))


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """A `for ... of` loop calls the iterator method."""
    operator = node.child_by_field_name("operator")
    value = expressions.of(node.child_by_field_name("right"))
    if not value or operator is None or expressions.text(operator) != "of":
        return []
    return [f"({value}).Symbol_iterator()"]


def yielded(expressions: Expressions, node: Node) -> str:
    value = expressions.of(nth(node))
    return terms.then(value, "[*]") if any(child.type == "*" for child in node.children) else value


_BINDS = {
    "variable_declarator": declarator,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _kept,
    "pair": _pair,
    "shorthand_property_identifier": _pair,
    "field_definition": field,
    "public_field_definition": field,
    "for_in_statement": _loop,
    "if_statement": _condition,
    "ternary_expression": _condition,
    "binary_expression": _condition,
    "export_statement": exported,
}
