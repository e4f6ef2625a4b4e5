"""C's declarators: the declared name, and how its type derives from the specifier before it. C++ shares them."""

from tree_sitter import Node

from parsing.expressions import Expressions, nth
from parsing.languages.c import names

_OUTSIDE = frozenset(
    {"translation_unit", "declaration_list", "field_declaration_list", "template_declaration", "linkage_specification"}
)
_NAMES = frozenset(
    {
        "identifier",
        "field_identifier",
        "type_identifier",
        "qualified_identifier",
        "destructor_name",
        "operator_name",
        "template_function",
    }
)
# Macros that define a function: `TEST(Suite, Name) {`.
_TESTS = frozenset({"TEST", "TEST_F", "TEST_P", "TYPED_TEST", "TYPED_TEST_P"})
_FUNCTIONS = frozenset({"function_definition", "declaration", "field_declaration"})


def inner(node: Node) -> Node | None:
    """The declarator nested in another one; the grammar has no field for it in a reference."""
    found = node.child_by_field_name("declarator")
    return found or next((child for child in node.named_children if "declarator" in child.type or child.type in _NAMES), None)  # fmt: skip


def core(node: Node | None) -> Node | None:
    """The name that a declarator declares."""
    while node is not None and node.type not in _NAMES:
        node = inner(node)
    return node


def function_of(node: Node | None) -> Node | None:
    """The declarator of a function; None for a pointer to a function and for anything else."""
    while node is not None and node.type not in _NAMES:
        if node.type == "operator_cast":
            return node
        if node.type == "function_declarator":
            name = node.child_by_field_name("declarator")
            held = nth(name) if name is not None and name.type == "parenthesized_declarator" else None
            return node if held is None or held.type in _NAMES else function_of(held)
        node = inner(node)
    return None


def is_inside(node: Node) -> bool:
    """Whether a declaration is local to a function."""
    around = node.parent
    while around is not None and around.type.startswith("preproc"):
        around = around.parent
    return around is not None and around.type not in _OUTSIDE


def heading(_: Expressions, node: Node) -> Node | None:
    """The node that holds a definition's name and parameters; None for a declaration that declares no function."""
    if node.type not in _FUNCTIONS:
        return node
    found = function_of(node.child_by_field_name("declarator"))
    return None if found is None or (node.type == "declaration" and is_inside(node)) else found


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    """The name of a definition, and the last part of its qualified name."""
    written = names.parts(expressions, name_of(node))
    if not written:
        return "", ""
    if test := test_of(expressions, node):
        name = "_".join(test) if written == ["TEST"] else test[1]
        return name, name
    key = written[-1]
    around = written[-2] if len(written) > 1 else class_around(expressions, node)
    if node.type in _FUNCTIONS and key == around:
        return key, "new"
    shown = expressions.text(node_of(node)) if key.startswith(("operator", "__")) else key
    return " ".join(shown.split()).rpartition("::")[2], key


def owner(expressions: Expressions, node: Node) -> str:
    """`A.B` for a definition of `A::B::f`; a test with a fixture is a method of the fixture."""
    if test := test_of(expressions, node):
        return "" if expressions.text(node_of(node)) == "TEST" else test[0]
    return ".".join(names.parts(expressions, name_of(node))[:-1])


def test_of(expressions: Expressions, node: Node) -> tuple[str, ...]:
    """Suite and name of `TEST(Suite, Name) {`; empty for any other function."""
    if node.type != "function_definition" or node.child_by_field_name("type") is not None:
        return ()
    found = function_of(node.child_by_field_name("declarator"))
    listed = found.child_by_field_name("parameters") if found is not None else None
    if listed is None or listed.named_child_count != 2 or expressions.text(node_of(node)) not in _TESTS:  # noqa: PLR2004
        return ()
    return tuple(map(expressions.text, listed.named_children))


def node_of(node: Node) -> Node:
    return name_of(node) or node


def name_of(node: Node) -> Node | None:
    """The node of the name; for an anonymous structure, the name that its `typedef` gives it."""
    if node.type in _FUNCTIONS:
        found = function_of(node.child_by_field_name("declarator"))
        return found if found is not None and found.type == "operator_cast" else core(found)
    name = node.child_by_field_name("name")
    around = node.parent
    if name is None and around is not None and around.type == "type_definition":
        return core(around.child_by_field_name("declarator"))
    return name


def class_around(expressions: Expressions, node: Node) -> str:
    """The name of the class whose body declares the member."""
    around = node.parent
    while around is not None and around.type != "field_declaration_list":
        if around.type in {"compound_statement", "declaration_list"}:
            return ""
        around = around.parent
    holder = around.parent if around is not None else None
    return (names.parts(expressions, name_of(holder)) or [""])[-1] if holder is not None else ""
