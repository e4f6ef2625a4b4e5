"""Ruby's definitions: their names, owners, parameters and ancestors."""

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Base, Traits
from parsing.languages.ruby import values
from parsing.terms import SINGLETON

MAKING = ("Struct.new", "Data.define", "Class.new", "Module.new")
UNKNOWN = "block"  # the owner of a method that a block defines: `describe "x" do def m`
_MIXED_IN = frozenset({"include", "prepend"})
_KINDS = {"splat_parameter": "*", "hash_splat_parameter": "**", "keyword_parameter": "=", "block_parameter": "="}


def heading(_: Expressions, node: Node) -> Node | None:
    return node.child_by_field_name("block") if node.type == "call" else node


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    """The name, and the last part of the qualified name: `class A::B`, `def ==`, `define_method(:m)`."""
    if node.type == "call":
        name = values.text(expressions, next(iter(values.arguments(node)), None))
        return name, name
    head = node.child_by_field_name("name") or node.child_by_field_name("left")
    if head is not None and head.type == "scope_resolution":
        parts = [each for each in values.path(expressions, head).split(terms.SCOPE) if each]
        return parts[-1], ".".join(parts)
    if node.type in {"method", "singleton_method"}:
        return expressions.text(head) if head is not None else "", values.text(expressions, head)
    return "", ""


def owner(expressions: Expressions, node: Node) -> str:
    """Class methods belong to the singleton class: `def self.m`, `class << self`. In a block, the owner is unknown."""
    scope = expressions.place()
    if scope is None or scope.kind not in {"class", "module"} or node.type not in {"method", "singleton_method"}:
        return ""
    around = surrounding(expressions, node)
    if node.type == "method" or around == UNKNOWN:
        return around
    holder = node.child_by_field_name("object")
    written = expressions.text(holder) if holder is not None else ""
    if holder is not None and holder.type == "constant" and written != scope.qualname.rpartition(".")[2]:
        return f"{written}.{SINGLETON}"
    return SINGLETON if scope.kind == "class" else ""


def surrounding(expressions: Expressions, node: Node) -> str:
    """What lies between a node and its enclosing class: `class << self`, a block, or nothing."""
    around = node.parent
    while around is not None and around.type not in values.HOLDING:
        if around.type == "singleton_class":
            return SINGLETON
        call = around.parent
        if around.type in values.BLOCKS and not (call is not None and makes_class(expressions, call)):
            return UNKNOWN
        around = around.parent
    return ""


def makes_class(expressions: Expressions, call: Node) -> bool:
    """`C = Struct.new(:a) do ... end`."""
    around = call.parent
    return around is not None and around.type == "assignment" and expressions.text(call).startswith(MAKING)


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    return Traits("class" if owner(expressions, node) else "instance")


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """`self` comes first in a method of a class. For a method without parameters, `node` is its name."""
    scope, method = expressions.place(), node.parent
    listed = node.named_children if node.type in {"method_parameters", "block_parameters"} else []
    held = (scope is not None and scope.kind == "class") or (method is not None and bool(owner(expressions, method)))
    own = [Param("self", "", "", "")] if held else []
    return (*own, *(_parameter(expressions, each) for each in listed if each.type != "comment"))


def _parameter(expressions: Expressions, node: Node) -> Param:
    name = node if node.type == "identifier" else node.child_by_field_name("name")
    default = values.passed(expressions, node.child_by_field_name("value"))
    return Param(expressions.text(name) if name is not None else "", _KINDS.get(node.type, ""), "", default)


def bases(expressions: Expressions, node: Node) -> list[Base]:
    """The ancestors in method resolution order: included modules, last one first, then the superclass."""
    scope = expressions.place()
    name = called(expressions, node)[1] or values.text(expressions, node.child_by_field_name("name"))
    qualname = scope.local(name) if scope is not None else name
    found = [
        Base(_mixed_in(expressions, node, qualname, expressions.of(each)), each, "implements")
        for each in _included(expressions, node)
    ]
    given = node.child_by_field_name("superclass")
    above = nth(given) if given is not None else _made_from(expressions, node)
    told = expressions.of(above) if above is not None and values.constants([above]) else ""
    return [*found[::-1], Base(told, above)] if told and above is not None else found[::-1]


def _mixed_in(expressions: Expressions, node: Node, qualname: str, told: str) -> str:
    """A module is looked up inside the including class first, then in the scopes around it."""
    body, first = node.child_by_field_name("body"), told.partition(terms.SCOPE)[0]
    inside = [each.child_by_field_name("name") for each in (body.named_children if body is not None else ()) if each.type in {"class", "module"}]  # fmt: skip
    nested = any(name is not None and expressions.text(name) == first for name in inside)
    return f"<@{qualname}.{told.replace(terms.SCOPE, '.')}>" if nested else told


def _included(expressions: Expressions, node: Node) -> list[Node]:
    body = node.child_by_field_name("body")
    calls = [each for each in (body.named_children if body is not None else ()) if each.type == "call"]
    mixed = [each for each in calls if expressions.text(each.child_by_field_name("method") or each) in _MIXED_IN]
    return [each for call in mixed for each in values.constants(values.arguments(call))[::-1]]


def _made_from(expressions: Expressions, node: Node) -> Node | None:
    """`C = Class.new(B)`."""
    right = node.child_by_field_name("right")
    receiver = right.child_by_field_name("receiver") if right is not None else None
    if right is None or receiver is None or expressions.text(receiver) != "Class":
        return None
    return next(iter(values.constants(values.arguments(right))), None)
