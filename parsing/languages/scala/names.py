"""Scala's names in the form that expressions use."""

from tree_sitter import Node

from parsing.expressions import Expressions

# The encoding that the compiler uses for the JVM.
_SIGNS = {
    "+": "plus", "-": "minus", "*": "times", "/": "div", ":": "colon", "<": "less", ">": "greater", "=": "eq", "!": "bang",
    "|": "bar", "&": "amp", "^": "up", "~": "tilde", "%": "percent", "?": "qmark", "@": "at", "#": "hash", "\\": "bslash",
}  # fmt: skip
SIGNS = {f"${word}": sign for sign, word in _SIGNS.items()}


def written(expressions: Expressions, node: Node) -> str:
    return encoded(expressions.text(node))


def encoded(text: str) -> str:
    """`+` becomes `$plus`; a name in backticks becomes an identifier."""
    text = text.strip("`")
    if text.isidentifier():
        return text
    return "".join(
        f"${_SIGNS[sign]}" if sign in _SIGNS else sign if sign.isalnum() or sign == "$" else "_" for sign in text
    )


def is_term_of_type(name: str) -> bool:
    """Whether a call of this name is likely one of an object's `apply`, or makes an instance of a case class."""
    return name[:1].isupper()
