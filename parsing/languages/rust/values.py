"""Rust's expressions that need more than a row in the table of shapes."""

import re

from tree_sitter import Node

from parsing import terms
from parsing.arguments import ARGUMENTS, joined, shortened
from parsing.expressions import Expressions, nth
from parsing.languages.rust import models, paths, patterns, types

_ROOT = re.compile(r"[^\W\d]\w*")
_TRANSPARENT = frozenset({"*", "-", "!"})
_COMMENTS = frozenset({"line_comment", "block_comment"})
DEEPEST = 30  # length of a call chain in a macro's tokens
_TOKENS = frozenset({"macro_rule", "attribute_item", "inner_attribute_item"})
_NO_CALL = "<%attribute>[]"  # a type annotation, which is not a call


def call(expressions: Expressions, node: Node) -> str:
    """`f(x)`, `x.f(y)`, `T::f(x)`, `f::<T>(x)`."""
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    given = [passed(expressions, each) or "?" for each in (listed.named_children if listed is not None else ()) if each.type not in _COMMENTS]  # fmt: skip
    return terms.then(shortened(expressions.of(function)), f"({joined(given)})")


def passed(expressions: Expressions, node: Node | None) -> str:
    """A value, without methods that merely copy or borrow it: `x.clone()` is x."""
    while node is not None and node.type == "call_expression":
        function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        field = function.child_by_field_name("field") if function is not None else None
        if function is None or field is None or listed is None or listed.named_child_count:
            break
        if expressions.text(field) not in models.PASSING:
            break
        node = function.child_by_field_name("value")
    return expressions.of(node)


def member(expressions: Expressions, node: Node) -> str:
    """`x.f`; `x.0` is a field of a tuple struct or an element of a tuple."""
    field, value = node.child_by_field_name("field"), passed(expressions, node.child_by_field_name("value"))
    name = expressions.text(field) if field is not None else ""
    if name.isdigit():
        return f"{terms.then(value, f'._{name}')}|{terms.then(value, f'[{name}]')}" if value else ""
    return terms.then(value, f".{name}")


def index(expressions: Expressions, node: Node) -> str:
    value, key = nth(node), nth(node, 1)
    step = "[:]" if key is not None and key.type == "range_expression" else "[?]"
    return terms.then(passed(expressions, value), step)


def unwrapped(expressions: Expressions, node: Node) -> str:
    """`x?`, `x.await`."""
    return terms.then(passed(expressions, nth(node)), "[!]")


def borrowed(expressions: Expressions, node: Node) -> str:
    """`&mut x`, `(x)`."""
    return passed(expressions, node.child_by_field_name("value") or nth(node))


def unary(expressions: Expressions, node: Node) -> str:
    sign = node.children[0]
    return expressions.of(nth(node)) if expressions.text(sign) in _TRANSPARENT else ""


def block(expressions: Expressions, node: Node) -> str:
    """The value of a block is its last expression."""
    last = nth(node, node.named_child_count - 1)
    while last is not None and last.type in _COMMENTS:
        last = last.prev_named_sibling
    return passed(expressions, last)


def matched(expressions: Expressions, node: Node) -> str:
    body, over = node.child_by_field_name("body"), passed(expressions, node.child_by_field_name("value"))
    arms = [each for each in (body.named_children[:16] if body is not None else ()) if each.type == "match_arm"]
    parts = [(each.child_by_field_name("value"), each.child_by_field_name("pattern")) for each in arms]
    return terms.either([_given(expressions, value, pattern, over) for value, pattern in parts])


def _given(expressions: Expressions, value: Node | None, pattern: Node | None, over: str) -> str:
    """The value of a match arm, in which names of its pattern are replaced by the parts of the matched value."""
    text = passed(expressions, value)
    root = _ROOT.match(text)
    if root is None or pattern is None:
        return text
    for name, told in patterns.bound(expressions, pattern, over):
        if expressions.text(name) == root[0]:
            return terms.then(told, text[root.end() :]) if text != root[0] else told
    return text


def branches(expressions: Expressions, node: Node) -> str:
    other = node.child_by_field_name("alternative")
    condition = node.child_by_field_name("condition")
    is_let = condition is not None and condition.type == "let_condition"
    pattern = condition.child_by_field_name("pattern") if condition is not None and is_let else None
    over = passed(expressions, condition.child_by_field_name("value")) if condition is not None and is_let else ""
    first = _given(expressions, node.child_by_field_name("consequence"), pattern, over)
    return terms.either([first, expressions.of(nth(other) if other is not None else None)])


def structure(expressions: Expressions, node: Node) -> str:
    """`T { ... }`."""
    kind = node.child_by_field_name("name")
    return terms.then(types.annotation(expressions, kind), "()")


def macro(expressions: Expressions, node: Node) -> str:
    """`m!(x)`; `vec![a, b]` is a list."""
    name = node.child_by_field_name("macro")
    written = paths.path(expressions, name) if name is not None else ""
    if written != "vec":
        return terms.then(written, "()")
    tokens = next((child for child in node.named_children if child.type == "token_tree"), None)
    held = [ended(expressions, each) for each in (_lasts(expressions, tokens) if tokens is not None else ())]
    text = ",".join(held)
    return f"{{list:{text}}}" if len(text) <= ARGUMENTS else "<'list>"


def _lasts(expressions: Expressions, tokens: Node) -> list[Node]:
    """The last token of each comma-separated value."""
    found = [each.prev_sibling for each in tokens.children[1:] if expressions.text(each) in {",", "]", ")", "}", ";"}]
    return [each for each in found if each is not None and each.type != "["][:8]


def tokens(expressions: Expressions, node: Node) -> str:
    """A call in a macro's tokens, found by its argument list; in an attribute only `name = f()` is a call."""
    around = next((each for each in paths.around(expressions, node) if each.type in _TOKENS), None)
    if around is not None and around.type != "macro_rule" and not _is_given(expressions, node.prev_sibling):
        return _NO_CALL
    rule = around if around is not None and around.type == "macro_rule" else None
    before = rule.prev_named_sibling if rule is not None else None
    if before is not None and before.type == "macro_rule":  # only the first rule is a macro's body
        return ""
    return terms.then(ended(expressions, node.prev_sibling), "()")


def _is_given(expressions: Expressions, name: Node | None) -> bool:
    """`x = f()`, `x = a::f()`"""
    before = name.prev_sibling if name is not None else None
    return before is not None and expressions.text(before) in {"=", "::"}


def ended(expressions: Expressions, node: Node | None, depth: int = 0) -> str:
    """The value that ends at this token: `self.a.b(x)?.c`, `a::b`."""
    before = node.prev_sibling if node is not None else None
    if node is None or depth > DEEPEST:
        return ""
    if node.type == "token_tree":
        is_call = (
            before is not None and before.type in {"identifier", "primitive_type"} and expressions.text(node)[:1] == "("
        )
        return terms.then(ended(expressions, before, depth + 1), "()") if is_call else ""
    text = expressions.text(node)
    if text == "?":
        return terms.then(ended(expressions, before, depth + 1), "[!]")
    mark = expressions.text(before) if before is not None else ""
    if mark == "." and before is not None:
        name = f"_{text}" if text.isdigit() else text
        return terms.then(ended(expressions, before.prev_sibling, depth + 1), f".{name}")
    return _path(expressions, node) if text.isidentifier() else ""


def _path(expressions: Expressions, node: Node) -> str:
    """`a::b`, read backwards from its last name."""
    names: list[str] = []
    current: Node | None = node
    while current is not None and len(names) < DEEPEST:
        names.insert(0, expressions.text(current))
        mark = current.prev_sibling
        if mark is None or expressions.text(mark) != "::":
            break
        current = mark.prev_sibling
    return paths.spelled(expressions, node, names)
