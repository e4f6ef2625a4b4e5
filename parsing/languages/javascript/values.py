"""JavaScript's expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.languages.javascript.places import head, is_written_out

_EITHER = frozenset({"||", "??"})
_LOADING = frozenset({"require", "import", "require.resolve"})
_UNUSUAL = frozenset("<>(){}[]|'\"")


def member(expressions: Expressions, node: Node) -> str:
    """A member access; `module.exports` is the same as `exports`."""
    held, name = node.child_by_field_name("object"), node.child_by_field_name("property")
    if held is None or name is None:
        return ""
    text = expressions.text(node)
    if text.startswith("module.exports"):
        text = text.removeprefix("module.")
    if len(text) <= terms.LONGEST and terms.is_dotted(text):
        return text
    return terms.then(expressions.of(held), f".{expressions.text(name)}")


def call(expressions: Expressions, node: Node) -> str:
    """`require("x")` and `import("x")` are modules."""
    callee, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if callee is None or given is None:
        return ""
    if callee.type in {"identifier", "import"} and expressions.text(callee) in _LOADING:
        first = nth(given)
        spec = unquoted(expressions, first) if first is not None and first.type == "string" else ""
        if spec:
            return f"<!{spec}:>" if callee.type == "identifier" else f"{{promise:<!{spec}:>}}"
    if given.type != "arguments":  # a tagged template
        return terms.then(expressions.of(callee), "()")
    return expressions.call(node, ("function", "arguments"))


def new(expressions: Expressions, node: Node) -> str:
    """What `new` makes; for a function, that is not what a call returns."""
    made = expressions.of(node.child_by_field_name("constructor"))
    given = expressions.arguments(node.child_by_field_name("arguments"))
    written = expressions.language.annotation(expressions, node.child_by_field_name("type_arguments"))
    told = f"({made})[{written}]" if made and written else made
    return terms.then(f"<%new>[{told}]", f"({given})") if made else ""


def element(expressions: Expressions, node: Node) -> str:
    """Rendering an element calls its component."""
    return terms.then(expressions.of(node.child_by_field_name("name")), "()")


def awaited(expressions: Expressions, node: Node) -> str:
    return terms.then(expressions.of(nth(node)), "[!]")


def last(expressions: Expressions, node: Node) -> str:
    return expressions.of(nth(node, node.named_child_count - 1))


def binary(expressions: Expressions, node: Node) -> str:
    """`a || b` is either operand, `a && b` the second."""
    operator = node.child_by_field_name("operator")
    sign = operator.type if operator is not None else ""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if sign in _EITHER:
        return terms.either([expressions.of(left), expressions.of(right)])
    return expressions.of(right) if sign == "&&" else ""


def array(expressions: Expressions, node: Node) -> str:
    """The elements by position; with a spread element, positions are unknown and all elements are alternatives."""
    held = [child for child in node.named_children[:32] if child.type != "comment"]
    if any(child.type == "spread_element" for child in held):
        written = [terms.either([_element(expressions, child) for child in held])]
    else:
        written = [expressions.of(child) for child in held]
    inside = ",".join(written)
    return f"{{list:{inside}}}" if len(inside) <= terms.LONGEST - 10 else "<'list>"


def _element(expressions: Expressions, node: Node) -> str:
    return terms.then(expressions.of(nth(node)), "[*]") if node.type == "spread_element" else expressions.of(node)


def written_object(expressions: Expressions, node: Node) -> str:
    """An object literal with methods or a name is a definition; any other one is what its keys hold."""
    if is_written_out(node) or head(expressions, node) is not None:
        return f"<@{expressions.anonymous(node)}>"
    pairs = [pair for child in node.named_children[:64] if (pair := _pair(expressions, child))]
    inside = ",".join(f"{key}={value}" for key, value in pairs if value)
    return f"{{dict:{inside}}}" if len(inside) <= terms.LONGEST - 10 else "<'dict>"


def _pair(expressions: Expressions, node: Node) -> tuple[str, str] | None:
    if node.type == "shorthand_property_identifier":
        return f'<"{expressions.text(node)}>', expressions.of(node)
    if node.type != "pair":
        return None
    key = node.child_by_field_name("key")
    return key_of(expressions, key) if key is not None else "?", expressions.of(node.child_by_field_name("value"))


def key_of(expressions: Expressions, key: Node) -> str:
    name = name_of(expressions, key)
    return name if name.isdigit() else f'<"{name}>' if name else "?"


def name_of(expressions: Expressions, key: Node) -> str:
    """The name that an object key stands for; '' for a computed key."""
    if key.type == "computed_property_name":
        inner = nth(key)
        return unquoted(expressions, inner) if inner is not None and inner.type == "string" else ""
    return unquoted(expressions, key) if key.type == "string" else expressions.text(key)


def unquoted(expressions: Expressions, node: Node) -> str:
    text = expressions.text(node)[1:-1]
    return "" if _UNUSUAL.intersection(text) else text
