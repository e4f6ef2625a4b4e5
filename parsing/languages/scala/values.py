"""Scala's expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.arguments import joined, shortened
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.languages.scala import placeholders, types
from parsing.languages.scala.names import encoded, is_term_of_type, written

_COMMENTS = frozenset({"comment", "block_comment"})
_TEXTS = frozenset({"s", "f", "raw"})
_BRANCHES = 8


def name(expressions: Expressions, node: Node) -> str:
    """A name; after a dot, it stands for the whole member access, unless that is called."""
    around = expressions.parent(node)
    if around is not None and around.type == "field_expression" and around.child_by_field_name("field") == node:
        return "" if _is_called(expressions, around) else expressions.of(around)
    if around is not None and around.type == "postfix_expression" and nth(around) != node:
        return expressions.of(around)
    if around is not None and around.type == "generic_function" and _is_called(expressions, around):
        return ""
    return written(expressions, node)


def _is_called(expressions: Expressions, node: Node) -> bool:
    around = expressions.parent(node)
    if around is not None and around.type == "generic_function":
        return _is_called(expressions, around)
    return around is not None and around.type == "call_expression" and around.child_by_field_name("function") == node


def placeholder(expressions: Expressions, node: Node) -> str:
    """`_`."""
    return placeholders.name(expressions, node)


def _or_lambda(expressions: Expressions, node: Node, given: str) -> str:
    """The value of the node, or the anonymous function that its `_` make of it."""
    if not placeholders.is_function(expressions, node):
        return given
    qualname, place = expressions.anonymous(node), expressions.place()
    return given if place is not None and place.qualname == qualname else f"<@{qualname}>"


def member(expressions: Expressions, node: Node) -> str:
    """`x.f`; `C.this` is an instance of C."""
    value, field = node.child_by_field_name("value"), node.child_by_field_name("field")
    if value is None or field is None:
        return ""
    last = written(expressions, field)
    if last == "this":
        return f"{written(expressions, value)}()"
    return _or_lambda(expressions, node, _of(_root(expressions, value), last))


def _of(value: str, name: str) -> str:
    """A member; '' if a syntax error left no name."""
    return terms.then(value, f".{name}") if name else ""


def _root(expressions: Expressions, node: Node) -> str:
    """`super[T]` is `super`; a plain name stays as written."""
    if node.type == "generic_function" and expressions.text(node)[:6] == "super[":
        return "super"
    return written(expressions, node) if node.type == "identifier" else expressions.of(node)


def generic(expressions: Expressions, node: Node) -> str:
    """`f[T]`; `x.asInstanceOf[T]` is a T."""
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("type_arguments")
    if function is None or listed is None:
        return ""
    text = expressions.text(function).rpartition(".")[2]
    if text == "asInstanceOf":
        return terms.then(types.annotation(expressions, nth(listed)), "()")
    if text == "classOf":
        return "<'java.lang.Class>"
    return written(expressions, function) if function.type == "identifier" else expressions.of(function)


def call(expressions: Expressions, node: Node) -> str:
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None:
        return ""
    callee = _callee(expressions, function)
    given = f"({joined(arguments(expressions, listed))})" if callee else ""
    return _or_lambda(expressions, node, terms.then(shortened(callee), given))


def _callee(expressions: Expressions, node: Node) -> str:
    """`C(x)` calls `apply` of the object C, or constructs a C if that is a case class."""
    plain = node.child_by_field_name("function") if node.type == "generic_function" else node
    if plain is None:
        return ""
    if plain.type == "identifier":
        text = written(expressions, plain)
        if text == "this" and _is_constructor(node):
            return "this.new"
    else:
        text = expressions.of(node)
    last = text.rpartition(".")[2] if plain.type in {"identifier", "field_expression"} else ""
    return f"{{first:{text}.apply,{text}}}" if text and is_term_of_type(last) else text


def _is_constructor(node: Node) -> bool:
    """Whether the node is in an auxiliary constructor, `def this(x: T) = ...`."""
    around: Node | None = node
    while around is not None and around.type != "function_definition":
        around = around.parent
    called = around.child_by_field_name("name") if around is not None else None
    return called is not None and called.text == b"this"


def infix(expressions: Expressions, node: Node) -> str:
    """`x f y`, `x f (y, z)`; an operator that ends in a colon is a member of its right operand."""
    left, operator, right = map(node.child_by_field_name, ("left", "operator", "right"))
    if left is None or operator is None or right is None:
        return ""
    sign = encoded(expressions.text(operator).partition("[")[0])
    if sign.endswith("$colon"):
        left, right = right, left
    given = (
        arguments(expressions, right)
        if right.type in {"tuple_expression", "arguments"}
        else [_given(expressions, right)]
    )
    return _or_lambda(expressions, node, terms.then(_of(_root(expressions, left), sign), f"({joined(given)})"))


def prefix(expressions: Expressions, node: Node) -> str:
    return "<'boolean>" if expressions.text(node)[:1] == "!" else expressions.of(nth(node))


def postfix(expressions: Expressions, node: Node) -> str:
    first, last = nth(node), nth(node, 1)
    if first is None or last is None:
        return ""
    return _of(_root(expressions, first), written(expressions, last))


def arguments(expressions: Expressions, node: Node | None) -> list[str]:
    """The arguments by position; an unknown one keeps its place."""
    if node is None:
        return []
    if node.type not in {"arguments", "tuple_expression"}:
        return [_given(expressions, node)]
    return [_given(expressions, each) for each in node.named_children if each.type not in _COMMENTS]


def _given(expressions: Expressions, node: Node) -> str:
    left = node.child_by_field_name("left") if node.type == "assignment_expression" else None
    if left is not None:
        return f"{expressions.text(left)}={expressions.of(node.child_by_field_name('right')) or '?'}"
    return expressions.of(node) or "?"


def instance(expressions: Expressions, node: Node) -> str:
    """`new C(x)`; `new C { ... }` is the only instance of an anonymous class."""
    if children_of(node, "template_body"):
        return f"<@{expressions.anonymous(node)}>()"
    kind, listed = types.made(node)
    made = types.annotation(expressions, kind)
    return f"<%new>[{made}]({joined(arguments(expressions, listed))})" if made else ""


def base(expressions: Expressions, node: Node) -> str:
    """`new C(x) { ... }` calls the constructor of C."""
    around = node.parent
    if around is None or around.type != "instance_expression":
        return ""
    kind, listed = types.made(around)
    made = types.annotation(expressions, kind)
    return f"<%new>[{made}]({joined(arguments(expressions, listed))})" if made else ""


def constructor(expressions: Expressions, node: Node) -> str:
    """`class C extends D(x)` calls a constructor of D."""
    kind = types.annotation(expressions, node.child_by_field_name("type")).partition("[")[0]
    return terms.then(kind, f".new({joined(arguments(expressions, node.child_by_field_name('arguments')))})")


def cases(expressions: Expressions, node: Node) -> str:
    """`{ case x => y }` is a function, unless it belongs to a `match` or the like."""
    return _or_lambda(expressions, node, _results(expressions, node))


def block(expressions: Expressions, node: Node) -> str:
    """The value of a block is its last expression; the body of a function is treated separately."""
    if node.parent is not None and node.parent.type == "function_definition":
        return ""
    rest = [each for each in node.named_children if each.type not in _COMMENTS]
    return expressions.of(rest[-1]) if rest else ""


def matched(expressions: Expressions, node: Node) -> str:
    body = node.child_by_field_name("body")
    return _results(expressions, body) if body is not None else ""


def _results(expressions: Expressions, listed: Node) -> str:
    return terms.either([_result(expressions, each) for each in children_of(listed, "case_clause")[:_BRANCHES]] or [""])


def _result(expressions: Expressions, clause: Node) -> str:
    given = [each for each in clause.children_by_field_name("body") if each.is_named]
    return expressions.of(given[-1]) if given else ""


def comprehension(expressions: Expressions, node: Node) -> str:
    """`for (x <- y) yield z` holds what z is."""
    if not any(child.type == "yield" for child in node.children):
        return ""
    held = expressions.of(node.child_by_field_name("body"))
    return f"{{list:{held}}}" if held else ""


def interpolated(expressions: Expressions, node: Node) -> str:
    by = node.child_by_field_name("interpolator")
    return "<'java.lang.String>" if by is not None and expressions.text(by) in _TEXTS else ""


def number(expressions: Expressions, node: Node) -> str:
    """A literal, typed by its suffix."""
    end = expressions.text(node)[-1:].lower()
    if node.type == "floating_point_literal":
        return "<'float>" if end == "f" else "<'double>"
    return "<'long>" if end == "l" else "<'int>"


def annotated(expressions: Expressions, node: Node) -> str:
    return types.annotation(expressions, child_of(node, types.KINDS))
