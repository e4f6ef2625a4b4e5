"""C#'s expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.arguments import joined, shortened
from parsing.expressions import Expressions, nth
from parsing.languages.csharp import types

_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})
_TEXT, _TRUTH = "<'System.String>", "<'System.Boolean>"
_NUMBERS = {"f": "Single", "d": "Double", "m": "Decimal", "l": "Int64", "ul": "UInt64", "lu": "UInt64", "u": "UInt32"}


def arguments(expressions: Expressions, listed: Node | None) -> str:
    """`x,?,name=y`: an unknown argument keeps its position, since overload resolution counts arguments."""
    given = listed.named_children if listed is not None else ()
    return joined([_argument(expressions, each) for each in given if each.type == "argument"])


def _argument(expressions: Expressions, node: Node) -> str:
    name = node.child_by_field_name("name")
    last = node.children[-1]  # `this` too, which is an anonymous node
    value = "<'System.Type>" if last.type == "typeof_expression" else expressions.of(last) or "?"
    return f"{expressions.text(name)}={value}" if name is not None else value


def _listed(node: Node) -> Node | None:
    return next((each for each in node.named_children if each.type == "argument_list"), None)


def call(expressions: Expressions, node: Node) -> str:
    """`f(x)`, `f<T>(x)`, `x.f(y)`, `x?.f(y)`."""
    function = node.child_by_field_name("function")
    if function is None:
        return ""
    if function.type == "generic_name":
        callee = _named(expressions, function)
    elif function.type == "member_access_expression":
        callee = _reached(expressions, expressions.of(function.child_by_field_name("expression")), function)
    elif function.type == "conditional_access_expression":
        last = nth(function, function.named_child_count - 1)
        callee = _callee(expressions, last) if last is not None else ""
    else:
        callee = expressions.of(function)
    return terms.then(shortened(callee), f"({arguments(expressions, node.child_by_field_name('arguments'))})")


def _callee(expressions: Expressions, node: Node) -> str:
    """The callee in `x?.f(y)` and in `x?.y.f(z)`."""
    if node.type == "member_binding_expression":
        return _reached(expressions, _condition(expressions, node), node)
    if node.type == "member_access_expression":
        return _reached(expressions, expressions.of(node.child_by_field_name("expression")), node)
    return expressions.of(node)


def _reached(expressions: Expressions, holder: str, node: Node) -> str:
    name = node.child_by_field_name("name")
    return terms.then(holder, f".{_named(expressions, name)}") if name is not None else ""


def _named(expressions: Expressions, name: Node) -> str:
    """The name of a member: `f`, `f<T>`."""
    if name.type != "generic_name":
        return expressions.text(name)
    plain, listed = nth(name), nth(name, 1)
    given = [types.annotation(expressions, each) or "<%any>" for each in listed.named_children] if listed else []
    return f"{expressions.text(plain or name)}[{','.join(given)}]"


def member(expressions: Expressions, node: Node) -> str:
    """`x.f`, `A.B<C>`."""
    name = node.child_by_field_name("name")
    holder = expressions.of(node.child_by_field_name("expression"))
    if name is not None and name.type == "generic_name":
        return terms.then(holder, f".{types.generic(expressions, name, marked=False)}")
    return _reached(expressions, holder, node)


def _condition(expressions: Expressions, node: Node) -> str:
    """The value before the question mark in `x?.f` and `x?[y]`."""
    around = node.parent
    while around is not None and around.type != "conditional_access_expression":
        around = around.parent
    return expressions.of(around.child_by_field_name("condition")) if around is not None else ""


def binding(expressions: Expressions, node: Node) -> str:
    holder = _condition(expressions, node)
    return _reached(expressions, holder, node) if node.type[0] == "m" else terms.then(holder, "[?]")


def last(expressions: Expressions, node: Node) -> str:
    return expressions.of(nth(node, node.named_child_count - 1))


def element(expressions: Expressions, node: Node) -> str:
    listed = node.child_by_field_name("subscript")
    first = nth(listed) if listed is not None else None
    key = nth(first) if first is not None and first.type == "argument" else first
    return terms.then(
        expressions.of(node.child_by_field_name("expression")), f"[{expressions.key(key) if key is not None else '?'}]"
    )


def made(expressions: Expressions, node: Node) -> str:
    """`new C(x)`, also with an object initializer. `new T()` does not construct the bound of T."""
    named = node.child_by_field_name("type")
    kind = types.annotation(expressions, named)
    if named is not None and named.type == "identifier":
        kind = f"{expressions.text(named)}{terms.TYPE}"
    return terms.then(kind, f"({arguments(expressions, node.child_by_field_name('arguments'))})")


def implied(expressions: Expressions, node: Node) -> str:
    """`new(x)`, of the target type."""
    return terms.then(types.expected(expressions, node), f"({arguments(expressions, _listed(node))})")


def constructor(expressions: Expressions, node: Node) -> str:
    """`: this(x)` and `: base(x)`."""
    which = next((each.type for each in node.children if each.type in {"this", "base"}), "base")
    return f"{which}.new({arguments(expressions, _listed(node))})"


def above(expressions: Expressions, node: Node) -> str:
    """`class C(T x) : B(x)`."""
    listed = _listed(node)
    kind, given = (nth(node), listed) if listed is not None else (node.prev_named_sibling, node)
    return terms.then(types.annotation(expressions, kind), f"({arguments(expressions, given)})")


def typed(expressions: Expressions, node: Node) -> str:
    """`new T[1]` is an array, `typeof(T)` is the type."""
    kind = types.annotation(expressions, node.child_by_field_name("type"))
    return kind if node.type[0] == "t" else terms.then(kind, "()")


def tupled(expressions: Expressions, node: Node) -> str:
    parts = [expressions.of(nth(each, each.named_child_count - 1)) or "?" for each in node.named_children]
    text = ",".join(parts)
    return f"{{tuple:{text}}}" if len(text) <= terms.LONGEST else ""


def chosen(expressions: Expressions, node: Node) -> str:
    """`x switch { A => y, _ => z }`."""
    arms = [each for each in node.named_children if each.type == "switch_expression_arm"]
    return terms.either([expressions.of(nth(each, each.named_child_count - 1)) for each in arms[:8]]) if arms else ""


def conditional(expressions: Expressions, node: Node) -> str:
    """`c ? x : y`: nullable if either branch is."""
    both = [expressions.of(node.child_by_field_name(side)) for side in ("consequence", "alternative")]
    return next((each for each in both if each.startswith("<%nullable>")), terms.either(both))


def awaited(expressions: Expressions, node: Node) -> str:
    return terms.then(expressions.of(nth(node)), "[!]")


def number(expressions: Expressions, node: Node) -> str:
    text = expressions.text(node).lower()
    suffix = "" if text.startswith("0x") else text.lstrip("0123456789._e+-")
    return f"<'System.{_NUMBERS.get(suffix, 'Double' if node.type[0] == 'r' else 'Int32')}>"


def binary(expressions: Expressions, node: Node) -> str:
    operator = node.child_by_field_name("operator")
    sign = expressions.text(operator) if operator is not None else ""
    if sign in _COMPARISONS:
        return _TRUTH
    left, right = (expressions.of(node.child_by_field_name(side)) for side in ("left", "right"))
    if sign == "+" and _TEXT in {left, right}:
        return _TEXT
    return terms.either([left, right])


def unary(expressions: Expressions, node: Node) -> str:
    return _TRUTH if expressions.text(node).startswith("!") else expressions.of(nth(node))


def attribute(expressions: Expressions, node: Node) -> str:
    """The type of an attribute, whose suffix `Attribute` may be left out."""
    written = nth(node)
    if written is None:
        return ""
    plain = types.annotation(expressions, written)
    if written.type != "identifier":
        return plain
    return terms.either([f"{expressions.text(written)}Attribute{terms.TYPE}", plain])
