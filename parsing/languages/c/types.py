"""C's types as expressions, and the parts of definitions that consist of types."""

from tree_sitter import Node

from graph.facts import Param
from parsing.expressions import Expressions, nth
from parsing.language import Traits
from parsing.languages.c import declarators, names
from parsing.terms import LONGEST

DECLARED, INTERNAL, MACRO, CONSTANT = (
    "declaration",
    "internal",
    "macro",
    "const",
)  # flags: see parsing/linking/declarations.py
_LIST, _CALLABLE = "array_declarator", "function_declarator"


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; a pointer is treated as what it points to. '' for `void` and `auto`."""
    text = expressions.of(node)
    return text if len(text) <= LONGEST else ""


def primitive(expressions: Expressions, node: Node) -> str:
    """Signedness is dropped: `unsigned long` is `long`."""
    words = [word for word in expressions.text(node).split() if word not in {"unsigned", "signed"}]
    return "" if words == ["void"] else f"<%{words[-1] if words else 'int'}>"


def structure(expressions: Expressions, node: Node) -> str:
    """`struct S`, with or without its members."""
    name = declarators.name_of(node)
    return names.path(expressions, name) if name is not None else ""


def shaped(kind: str, declarator: Node | None) -> str:
    """The declared type, from the type specifier and the declarator: arrays and function pointers."""
    node = declarator
    while node is not None:
        if node.type == _LIST and kind:
            kind = f"<%list>[{kind}]"
        elif node.type == _CALLABLE:
            kind = f"<%callable>[{kind}]"
        node = declarators.inner(node)
    return kind


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The parameters; for a method, `this` comes first."""
    function = node.parent.parent if node.parent is not None else None
    test = function is not None and bool(declarators.test_of(expressions, function))
    listed = [each for child in node.named_children for each in _parameter(expressions, child)] if not test else []
    if any(child.type == "..." for child in node.children) and not (listed and listed[-1].kind):
        listed.append(Param("", "*", "", ""))
    held = _is_method(node) or (test and function is not None and bool(declarators.owner(expressions, function)))
    return (Param("this", "", "", ""), *listed) if held else tuple(listed)


def _parameter(expressions: Expressions, node: Node) -> list[Param]:
    if node.type == "identifier":
        return [Param(expressions.text(node), "", "", "")]
    if node.type.startswith("variadic_parameter"):
        return [Param("", "*", "", "")]
    if "parameter_declaration" not in node.type:
        return []
    declarator = node.child_by_field_name("declarator")
    kind = annotation(expressions, node.child_by_field_name("type"))
    if declarator is None and not kind:
        return []
    name = declarators.core(declarator)
    default = "<'default>" if node.type.startswith("optional") else ""
    written = expressions.text(name).strip() if name is not None else ""  # blank if `prepared` had to insert it
    return [Param(written, "", shaped(kind, declarator), default)]


def _is_method(listed: Node) -> bool:
    """Whether a function is defined in a class body, or with a qualified name."""
    node = listed.parent
    name = node.child_by_field_name("declarator") if node is not None else None
    while node is not None and ("declarator" in node.type):
        node = node.parent
    if node is None or node.type not in {"function_definition", "field_declaration", "declaration"}:
        return False
    if name is not None and name.type == "qualified_identifier":
        return True
    around = node.parent
    while around is not None and (around.type == "template_declaration" or around.type.startswith("preproc")):
        around = around.parent
    return around is not None and around.type == "field_declaration_list" and not _says(node, b"static")


def _says(node: Node, word: bytes) -> bool:
    return any(child.type == "storage_class_specifier" and child.text == word for child in node.named_children)


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    """Flags: declared without a body, internal linkage, a const method, cannot be overridden."""
    if node.type == "preproc_function_def":
        return Traits("", (MACRO,))
    flags = []
    if node.type in {"declaration", "field_declaration"}:
        flags.append(DECLARED)
    outside = node.parent is None or node.parent.type != "field_declaration_list"
    if (outside and _says(node, b"static")) or _is_unnamed(node):
        flags.append(INTERNAL)
    if _leaves_object(node):
        flags.append(CONSTANT)
    if _says(node, b"static") or declarators.called(expressions, node)[1] in {"new", "delete"}:
        flags.append("own")
    return Traits("" if _says(node, b"static") and not outside else "instance", tuple(flags))


def _leaves_object(node: Node) -> bool:
    """Whether this is a const method: `const` after the parameters."""
    found = declarators.function_of(node.child_by_field_name("declarator"))
    return found is not None and any(
        child.type == "type_qualifier" and child.text == b"const" for child in found.children
    )


def _is_unnamed(node: Node) -> bool:
    """Whether the node is inside an anonymous namespace."""
    around = node.parent
    while around is not None:
        if around.type == "namespace_definition" and around.child_by_field_name("name") is None:
            return True
        around = around.parent
    return False


def alias_of(expressions: Expressions, node: Node) -> str:
    """The type of a `typedef`; '' for an anonymous structure, which is named by the typedef itself."""
    kind = node.child_by_field_name("type")
    if kind is not None and kind.child_by_field_name("body") is not None and kind.child_by_field_name("name") is None:
        return ""
    return annotation(expressions, kind)


def first(node: Node) -> Node | None:
    return nth(node)
