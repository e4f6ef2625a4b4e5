"""C#'s types as expressions, and the parts of definitions that are types: parameters, bases, type parameters."""

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import EXTENSION, Base, Traits
from parsing.languages.csharp.models import PREDEFINED, VALUES
from parsing.linking.overloads import GENERIC
from parsing.linking.partial import PARTIAL

ARITY = "\u02cb"  # between a type's name and its arity, which distinguishes generic types of the same name
_ANY, _DEFAULT = "<%any>", "<'default>"
_CONSTRAINED = re.compile(rb"\bwhere\s+(\w+)\s*:")
_CALLABLE = frozenset({"Func", "Action"})
_INTERFACE = re.compile(r"I[A-Z]\w*")
_STATIC, _THIS = "static", "this"


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; '' for `var` and `void`."""
    return expressions.by_kind(_RULES, node)


def _named(expressions: Expressions, node: Node) -> str:
    text = expressions.text(node)
    bound = _bound(expressions, node, text) if expressions.mentions(_CONSTRAINED, text) else None
    return annotation(expressions, bound) if bound is not None else text + terms.TYPE


def _bound(expressions: Expressions, node: Node, name: str) -> Node | None:
    """The first constraint on a type parameter of an enclosing declaration, which stands in for the parameter."""
    around: Node | None = node
    while around is not None:
        for clause in around.named_children if around.type in _GENERIC else ():
            of = nth(clause) if clause.type == "type_parameter_constraints_clause" else None
            if (
                of is not None
                and expressions.text(of) == name
                and not clause.start_byte <= node.start_byte < clause.end_byte
            ):
                types = (each.child_by_field_name("type") for each in clause.named_children[1:])
                return next(filter(None, types), None)
        around = around.parent
    return None


def generic(expressions: Expressions, node: Node, *, marked: bool = True) -> str:
    """`A<B, C>`; `Func` and `Action` are callable types."""
    name, listed = nth(node), nth(node, 1)
    if name is None or listed is None:
        return ""
    text = expressions.text(name)
    arguments = [annotation(expressions, each) or _ANY for each in listed.named_children]
    if text in _CALLABLE and arguments:
        return _callable(arguments, gives=text == "Func")
    count = len(arguments) or expressions.text(listed).count(",") + 1  # `A<,>`
    kind = f"{text}{ARITY}{count}{terms.TYPE if marked else ''}"
    return f"{kind}[{','.join(arguments)}]" if arguments else kind


def _callable(arguments: list[str], *, gives: bool) -> str:
    taken, result = (arguments[:-1], arguments[-1]) if gives else (arguments, _ANY)
    return f"<%callable>[[{','.join(taken)}],{result}]"


def _qualified(expressions: Expressions, node: Node) -> str:
    name = node.child_by_field_name("name")
    before = annotation(expressions, node.child_by_field_name("qualifier"))
    last = generic(expressions, name, marked=False) if name is not None and name.type == "generic_name" else expressions.text(name or node)  # fmt: skip
    return terms.then(before, f".{last}")


def _predefined(expressions: Expressions, node: Node) -> str:
    return PREDEFINED.get(expressions.text(node), "")


def _array(expressions: Expressions, node: Node) -> str:
    kind = annotation(expressions, node.child_by_field_name("type"))
    return f"<%list>[{kind}]" if kind else ""


def _tuple(expressions: Expressions, node: Node) -> str:
    parts = [annotation(expressions, each.child_by_field_name("type")) or _ANY for each in node.named_children]
    return f"<%tuple>[{','.join(parts)}]"


def _nullable(expressions: Expressions, node: Node) -> str:
    """For a value type, `T?` is a type of its own; any other type may be null anyway."""
    kind = annotation(expressions, node.child_by_field_name("type"))
    name = kind.removesuffix(terms.TYPE) if kind[:1] != "<" else kind[2:-1]
    return f"<%nullable>[{kind}]" if name in VALUES else kind


def _inner(expressions: Expressions, node: Node) -> str:
    return annotation(expressions, node.child_by_field_name("type") or nth(node))


_RULES: dict[str, Callable[[Expressions, Node], str]] = {
    "identifier": _named,
    "generic_name": generic,
    "qualified_name": _qualified,
    "alias_qualified_name": lambda expressions, node: annotation(expressions, node.child_by_field_name("name")),
    "predefined_type": _predefined,
    "nullable_type": _nullable,
    "ref_type": _inner,
    "scoped_type": _inner,
    "array_type": _array,
    "tuple_type": _tuple,
    "primary_constructor_base_type": _inner,
}
_GENERIC = frozenset({"class_declaration", "struct_declaration", "record_declaration", "interface_declaration", "method_declaration", "local_function_statement", "delegate_declaration"})  # fmt: skip


def modifiers(expressions: Expressions, node: Node) -> set[str]:
    return {expressions.text(each) for each in node.children if each.type == "modifier"}


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """The receiver comes first where there is one; a lambda has only its own parameters, typed by the context."""
    around = node.parent
    if around is not None and around.type in {"lambda_expression", "anonymous_method_expression"}:
        wanted = expected(expressions, around)
        own = [Param(expressions.text(node), "", "", "")] if node.type == "implicit_parameter" else list(_listed(expressions, node))  # fmt: skip
        return tuple(
            each if each.annotation else each._replace(default=terms.then(wanted, f"()[&{place}]"))
            for place, each in enumerate(own)
        )
    own = list(_listed(expressions, node))
    if around is None or around.type not in _WITH_THIS or _STATIC in modifiers(expressions, around):
        return tuple(own)
    return (Param(_THIS, "", "", ""), *own)


_WITH_THIS = frozenset(
    {"method_declaration", "constructor_declaration", "indexer_declaration", "destructor_declaration"}
)


def _listed(expressions: Expressions, node: Node) -> Iterator[Param]:
    for each in node.named_children:
        name = each.child_by_field_name("name")
        if each.type == "parameter" and name is not None:
            given = nth(each, each.named_child_count - 1)
            default = _DEFAULT if given is not None and given.start_byte > name.start_byte else ""
            yield Param(expressions.text(name), "", annotation(expressions, each.child_by_field_name("type")), default)
    many = node.child_by_field_name("name")  # `params T[] x`
    if many is not None and node.type.endswith("parameter_list"):
        kind = node.child_by_field_name("type")
        inner = kind.child_by_field_name("type") if kind is not None and kind.type == "array_type" else kind
        yield Param(expressions.text(many), "*", annotation(expressions, inner), "")


def expected(expressions: Expressions, node: Node) -> str:
    """The target type of `new(x)` or of a lambda: that of a declaration, a cast or the method's result."""
    around = node.parent
    while around is not None and around.type in _BETWEEN:
        around = around.parent
    if around is None or around.type in {"argument", "lambda_expression"}:
        return ""
    if around.type in {"return_statement", "arrow_expression_clause"}:
        while around is not None and around.type not in _RESULTS:
            around = around.parent
    if around is None:
        return ""
    return annotation(expressions, around.child_by_field_name("type") or around.child_by_field_name("returns"))


_BETWEEN = frozenset({"variable_declarator", "parenthesized_expression", "conditional_expression"})
_RESULTS = frozenset({"method_declaration", "property_declaration", "operator_declaration", "local_function_statement", "lambda_expression", "indexer_declaration"})  # fmt: skip


def decorators(_: Expressions, node: Node) -> list[Node]:
    lists = (each for each in node.named_children if each.type == "attribute_list")
    return [each for listed in lists for each in listed.named_children if each.type == "attribute"]


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    """Whether a method has a receiver, a type is partial, a method is an extension method."""
    told = modifiers(expressions, node)
    if node.type not in _METHODS:
        return Traits(flags=("property",) if node.type[0] == "p" else (PARTIAL,) if "partial" in told else ())
    flags = ["own"] if told & {_STATIC, "private"} or node.type != "method_declaration" else []
    if node.child_by_field_name("body") is None:
        flags.append("abstract")
    if names := type_params(expressions, node, ()):
        flags.append(GENERIC + ",".join(name + terms.TYPE for name in names))
    if _STATIC in told and _extends(expressions, node):
        flags.append(EXTENSION)
    return Traits("" if _STATIC in told else "instance", tuple(flags))


_METHODS = frozenset({"method_declaration", "constructor_declaration", "destructor_declaration", "operator_declaration", "conversion_operator_declaration", "indexer_declaration"})  # fmt: skip


def _extends(expressions: Expressions, node: Node) -> bool:
    listed = node.child_by_field_name("parameters")
    first = next((each for each in listed.named_children if each.type == "parameter"), None) if listed else None
    return first is not None and _THIS in modifiers(expressions, first)


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    """Names that are not plain identifiers: of generic types, constructors, operators, `void I.M()`."""
    name = node.child_by_field_name("name")
    text = expressions.text(name) if name is not None else ""
    if node.type == "constructor_declaration":
        return ("static", "static") if _STATIC in modifiers(expressions, node) else ("new", "new")
    if node.type in _UNNAMED:
        sign = node.child_by_field_name("operator")
        shown = f"operator {expressions.text(sign)}" if sign is not None else _UNNAMED[node.type]
        return shown, _UNNAMED[node.type]
    count = len(type_params(expressions, node, ())) if node.type in _TYPES else 0
    if count:
        return text, f"{text}{ARITY}{count}"
    holder = next((each for each in node.named_children if each.type == "explicit_interface_specifier"), None)
    if holder is not None:
        return text, f"{''.join(re.findall(r'[A-Za-z_]+', expressions.text(holder)))}{terms.SCOPE}{text}"
    return "", ""


_UNNAMED = {"operator_declaration": "operator", "conversion_operator_declaration": "conversion", "indexer_declaration": "__getitem__", "destructor_declaration": "finalizer"}  # fmt: skip
_TYPES = frozenset({"class_declaration", "struct_declaration", "record_declaration", "interface_declaration", "delegate_declaration"})  # fmt: skip


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """What a type extends and implements; which is which, only naming convention tells."""
    listed = next((each for each in node.named_children if each.type == "base_list"), None)
    if listed is None or node.type == "enum_declaration":
        return []
    found = []
    for each in listed.named_children:
        if each.type == "argument_list":
            continue
        last = expressions.text(each).partition("<")[0].rpartition(".")[2]
        fulfils = node.type != "interface_declaration" and _INTERFACE.fullmatch(last)
        found.append(Base(annotation(expressions, each), each, "implements" if fulfils else "base"))
    return [base for base in found if base.expression]


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    listed = next((each for each in node.named_children if each.type == "type_parameter_list"), None)
    names = (each.child_by_field_name("name") for each in (listed.named_children if listed is not None else ()))
    return [expressions.text(name) for name in names if name is not None]
