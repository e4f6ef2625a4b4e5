"""Swift's expressions that need more than a row in the table of shapes."""

import re
from collections.abc import Callable

from tree_sitter import Node

from parsing import terms
from parsing.arguments import ARGUMENTS, joined, shortened
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.languages.swift import types

_TEXT, _TRUTH = "<'String>", "<'Bool>"
_SUFFIXES = "call_suffix|constructor_suffix"
_STEPS = frozenset({"init", "self"})
# In `a + f(x)` and `!f(x)` the grammar takes the operator and `a` for a part of the callee.
_LOOSE = frozenset({"additive_expression", "multiplicative_expression", "comparison_expression", "equality_expression", "conjunction_expression", "disjunction_expression", "nil_coalescing_expression", "infix_expression", "range_expression", "bitwise_operation"})  # fmt: skip
_CALLS = frozenset({"call_expression", "constructor_expression"})
_FUNCTIONS = frozenset({"function_declaration", "subscript_declaration", "property_declaration"})
_BETWEEN = frozenset({"try_expression", "await_expression", "tuple_expression", "ternary_expression", "nil_coalescing_expression"})  # fmt: skip
_CAPITAL = re.compile(r"_*[A-Z]\w*")


def name(expressions: Expressions, node: Node) -> str:
    """A name; by convention, a capitalised one is a type."""
    text = expressions.text(node).strip("`")
    return types.typed(expressions, [text], node) if _CAPITAL.fullmatch(text) else text


def callee_of(node: Node) -> Node | None:
    """The real callee of a call: the last operand of what the grammar takes for it."""
    found = nth(node)
    while found is not None and (found.type in _LOOSE or _is_prefix(found)):
        found = nth(found, found.named_child_count - 1)
    return found


def _is_prefix(node: Node) -> bool:
    operation = node.child_by_field_name("operation") if node.type == "prefix_expression" else None
    return operation is not None and operation.type != "."


def member(expressions: Expressions, node: Node) -> str:
    """`x.f`, `x?.f`, `x.0`; `T.self` is T, and `T.init` makes one."""
    suffix = node.child_by_field_name("suffix")
    last = nth(suffix) if suffix is not None else None
    holder = expressions.of(node.child_by_field_name("target"))
    if last is None or not holder:
        return ""
    text = expressions.text(last).strip("`")
    if text.isdigit():
        return terms.then(holder, f"[{text}]")
    if text in _STEPS and _is_type(holder):
        return holder
    return holder if text == "self" else terms.then(holder, f".{text}")


def _is_type(text: str) -> bool:
    """Whether the receiver is a type, by convention."""
    last = terms.term(text)
    return last.text.lstrip("_")[:1].isupper() or text == types.SELF


def implied(expressions: Expressions, node: Node) -> str:
    """`.x`, a member of the expected type; any other prefix operator is ignored."""
    target = node.child_by_field_name("target")
    if _is_prefix(node) or target is None:
        return _TRUTH if expressions.text(node)[:1] == "!" else expressions.of(target)
    wanted, text = expected(expressions, node), expressions.text(target).strip("`")
    return wanted if text == "init" and _is_type(wanted) else terms.then(wanted, f".{text}")


def expected(expressions: Expressions, node: Node) -> str:
    """The type that the context expects of a value: declaration, result, parameter, or the other side of a comparison."""
    around = node.parent
    while around is not None and (
        around.type in _BETWEEN or (around.type == "call_expression" and nth(around) == node)
    ):
        node, around = around, around.parent
    how = _WANTED.get(around.type) if around is not None else None
    return how(expressions, around, node) if how is not None and around is not None else ""


def _declared(expressions: Expressions, around: Node, _: Node) -> str:
    return types.annotation(expressions, types.result(around))


def _compared(expressions: Expressions, around: Node, node: Node) -> str:
    """The type of the other side, in `x == y` and `x = y`."""
    first = nth(around)
    return expressions.of(first) if first != node else ""


def _element(expressions: Expressions, around: Node, _: Node) -> str:
    return terms.then(expected(expressions, around), "[*]")


def _taken(expressions: Expressions, node: Node, _: Node) -> str:
    """The type of the parameter that an argument is passed to."""
    listed, label = node.parent, node.child_by_field_name("name")
    made = listed.parent.parent if listed is not None and listed.parent is not None else None
    if made is None or listed is None or made.type not in _CALLS:
        return ""
    place = [each.id for each in children_of(listed, "value_argument")].index(node.id)
    return terms.then(
        _callee(expressions, made), f"[@{expressions.text(label).strip('`') if label is not None else place}]"
    )


def _taken_by_wrapper(expressions: Expressions, around: Node, node: Node) -> str:
    sign = node.prev_sibling
    label = sign.prev_sibling if sign is not None and sign.type == ":" else None
    kind = types.annotation(expressions, nth(around))
    return terms.then(kind, f"[@{expressions.text(label)}]") if label is not None and kind[:1].isupper() else ""


def _result(expressions: Expressions, around: Node, node: Node) -> str:
    """The result type, for a returned value: with `return`, or as the body's only expression."""
    alone = around.type == "statements" and around.named_child_count == 1
    if not alone and not (around.type == "control_transfer_statement" and around.child_by_field_name("result") == node):
        return ""
    current: Node | None = around
    while current is not None and current.type not in _FUNCTIONS:
        if current.type in {"lambda_literal", "init_declaration"} or (alone and current.type.endswith("_statement")):
            return ""
        current = current.parent
    return types.annotation(expressions, types.result(current)) if current is not None else ""


_WANTED: dict[str, Callable[[Expressions, Node, Node], str]] = {
    "property_declaration": _declared,
    "equality_expression": _compared,
    "assignment": _compared,
    "value_argument": _taken,
    "attribute": _taken_by_wrapper,
    "array_literal": _element,
    "statements": _result,
    "control_transfer_statement": _result,
}


def call(expressions: Expressions, node: Node) -> str:
    """`f(x)`, `x.f(y) { ... } z: { ... }`, `x[y]`."""
    called, suffix = callee_of(node), child_of(node, _SUFFIXES)
    if called is None or suffix is None:
        return ""
    listed = child_of(suffix, "value_arguments")
    if listed is not None and listed.children and listed.children[0].type == "[":
        return terms.then(expressions.of(called), f"[{_key(expressions, listed)}]")
    return terms.then(shortened(_callee(expressions, node)), f"({joined(_given(expressions, suffix, listed))})")


def _callee(expressions: Expressions, node: Node) -> str:
    called = callee_of(node)
    if called is None:
        return ""
    kind = types.annotation(expressions, called) if called.type == "user_type" else ""
    return kind or _collection(expressions, called) or expressions.of(called)


def _collection(expressions: Expressions, node: Node) -> str:
    """`[T]()` and `[K: V]()`, which the grammar parses as calls of an array and a dictionary literal."""
    parts = [expressions.of(each) for each in node.named_children] if node.type.endswith("_literal") else []
    if node.type == "array_literal" and len(parts) == 1:
        return f"<%list>[{parts[0] or types.ANY}]"
    return f"Dictionary{terms.TYPE}[{','.join(each or types.ANY for each in parts)}]" if len(parts) == 2 else ""  # noqa: PLR2004


def _key(expressions: Expressions, listed: Node) -> str:
    first = child_of(listed, "value_argument")
    value = first.child_by_field_name("value") if first is not None else None
    return expressions.key(value) if value is not None else "?"


def _given(expressions: Expressions, suffix: Node, listed: Node | None) -> list[str]:
    """The arguments, an unknown one in its position; trailing closures have labels, except for the first."""
    found = (
        [_argument(expressions, each) for each in children_of(listed, "value_argument")] if listed is not None else []
    )
    label = terms.LAST
    for each in suffix.named_children:
        if each.type == "simple_identifier":
            label = expressions.text(each).strip("`")
        elif each.type == "lambda_literal":
            found.append(f"{label}={expressions.of(each) or '?'}")
    return found


def _argument(expressions: Expressions, node: Node) -> str:
    label, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    text = expressions.of(value) or "?"
    named = expressions.text(label).strip("`") if label is not None else ""
    return f"{named}={text}" if named.isidentifier() else text


def last(expressions: Expressions, node: Node) -> str:
    """The value of a body that is a single expression."""
    inner = [each for each in node.named_children if each.type != "comment"]
    return expressions.of(inner[0]) if len(inner) == 1 else ""


def chosen(expressions: Expressions, node: Node) -> str:
    """`if x { a } else { b }` and `switch x { ... }`, as values."""
    bodies = [*children_of(node, "statements"), *(body for each in children_of(node, "switch_entry") for body in children_of(each, "statements"))]  # fmt: skip
    others = children_of(node, "if_statement")
    return terms.either([*(last(expressions, each) for each in bodies[:8]), *(chosen(expressions, each) for each in others)] or [""])  # fmt: skip


def cast(expressions: Expressions, node: Node) -> str:
    return terms.then(types.annotation(expressions, node.child_by_field_name("name")), "()")


def literal(expressions: Expressions, node: Node) -> str:
    """An array literal of the elements that are known."""
    parts = [expressions.of(each) for each in node.named_children[:8] if each.type != "comment"]
    text = ",".join(filter(None, parts))
    return f"{{list:{text}}}" if len(text) <= terms.LONGEST else "<'list>"


def single(expressions: Expressions, node: Node) -> str:
    """`[x].f`, where the grammar parses `[x]` as an array type."""
    inner = nth(node)
    names = expressions.text(inner).split(".") if inner is not None else []
    if not terms.is_dotted(".".join(names)) or names[-1][0].isupper():
        return types.annotation(expressions, node)
    value = types.typed(expressions, names, node) if names[0][0].isupper() else ".".join(names)
    return f"{{list:{value.removesuffix('.self')}}}"


def tupled(expressions: Expressions, node: Node) -> str:
    """`(x)` is x."""
    values = node.children_by_field_name("value")
    parts = [expressions.of(each) for each in values]
    if len(parts) == 1:
        return parts[0]
    text = ",".join(each or "?" for each in parts)
    return f"{{tuple:{text}}}" if parts and len(text) <= terms.LONGEST else ""


def wrapped(expressions: Expressions, node: Node) -> list[str]:
    """`@W(a: x) var y = z` constructs `W(wrappedValue: z, a: x)`; of the arguments, the grammar keeps only the labels."""
    kind = types.annotation(expressions, nth(node))
    held = node.parent if node.parent is None or node.parent.type == "property_declaration" else node.parent.parent
    value = held.child_by_field_name("value") if held is not None else None
    given = [f"wrappedValue={unbroken(expressions.of(value))}"] if value is not None else []
    given += [
        _labelled(expressions, node, place) for place, each in enumerate(node.children) if each.type in {"(", ","}
    ]
    return [terms.then(kind, f"({','.join(filter(None, given))})")] if kind[:1].isupper() else []


def unbroken(value: str) -> str:
    """An argument, which keeps its position even if unknown."""
    return value if value and len(value) <= ARGUMENTS else "?"


def _labelled(expressions: Expressions, node: Node, place: int) -> str:
    """An argument of an attribute, which begins after this position."""
    first, second = (node.children[each] if each < node.child_count else None for each in (place + 1, place + 2))
    if first is None or first.type == ")":
        return ""
    return f"{expressions.text(first)}=?" if second is not None and second.type == ":" else "?"


def attribute(expressions: Expressions, node: Node) -> str:
    return types.annotation(expressions, nth(node))
