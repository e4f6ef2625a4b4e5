"""Ruby's expressions that need more than a row in the table of shapes."""

import re

from tree_sitter import Node

from parsing import terms
from parsing.arguments import ARGUMENTS
from parsing.expressions import Expressions, nth
from parsing.languages.ruby import models
from parsing.scopes import Scope, find
from parsing.terms import SINGLETON

HOLDING = frozenset({"class", "module", "program", "method", "singleton_method"})
BLOCKS = frozenset({"block", "do_block"})
_PATH = frozenset({"constant", "scope_resolution"})
_SPREAD = frozenset({"splat_argument", "hash_splat_argument", "block_argument", "forward_argument"})
_COMMENTS = frozenset({"comment", "heredoc_body", "empty_statement"})
_SENDING = (".send", ".__send__", ".public_send")
_SENT = re.compile(r'<"([^>]+)>,?')
_MARKED = str.maketrans("<>[]|", "≺≻⟦⟧¦", "(){}.,")


def text(expressions: Expressions, node: Node | None) -> str:
    """The name of a method; characters with a meaning in expressions are replaced by lookalikes."""
    return expressions.text(node).strip(":\"'").translate(_MARKED) if node is not None else ""


def name(expressions: Expressions, node: Node) -> str:
    """A bound variable; otherwise a method call without arguments."""
    written, scope = expressions.text(node), expressions.place()
    if scope is not None and scope.receiver and written in models.PASSING:
        return scope.receiver
    return (
        written
        if scope is None or _is_variable(written, scope, node)
        else f"{_own(expressions, scope, node, written)}()"
    )


def _is_variable(name: str, scope: Scope, node: Node) -> bool:
    found, _ = find(name, scope)
    if found is None:
        return False
    if found.kind == "class":
        return any(bind.only and bind.at <= node.start_byte < bind.until for bind in found.binds[name])
    if found.kind in {"function", "lambda"}:
        return True
    return found is scope and any(bind.expression[:2] != "<@" for bind in found.binds[name])


def _own(expressions: Expressions, scope: Scope, node: Node, name: str) -> str:
    """A method of `self`; outside of classes, a function of the file. In a block in a class body, `self` depends on the
    method that takes the block: the class is tried first, then an instance of it (`test "x" do ... end`).
    """
    receiver = itself(scope)
    if scope.kind == "class" and block_around(expressions, node) is not None:
        own = [f"<.{scope.qualname}:>.{name}"]
        return terms.first(own if name in models.MAKERS else [f"{receiver}.{name}", *own])
    return f"{receiver}.{name}" if receiver else name


def block_around(expressions: Expressions, node: Node) -> Node | None:
    """The enclosing block, unless a method or a class body comes first."""
    around = expressions.parent(node)
    while around is not None and around.type not in HOLDING:
        if around.type in BLOCKS:
            return around
        around = expressions.parent(around)
    return None


def itself(scope: Scope) -> str:
    """`self` in the scope: the class in a class body, the object in a method."""
    return f"<@{scope.qualname}>" if scope.kind == "class" else scope.receiver


def this(expressions: Expressions, _: Node) -> str:
    scope = expressions.place()
    return itself(scope) if scope is not None else ""


def field(expressions: Expressions, node: Node) -> str:
    scope = expressions.place()
    return _own(expressions, scope, node, expressions.text(node)) if scope is not None and itself(scope) else ""


def path(expressions: Expressions, node: Node) -> str:
    """`A::B` as one word, `::A` with nothing before its first part, `x::A` as a member."""
    parts: list[str] = []
    current: Node | None = node
    while current is not None and current.type == "scope_resolution":
        parts.insert(0, expressions.text(current.child_by_field_name("name") or current))
        current = current.child_by_field_name("scope")
    if current is None:
        return terms.SCOPE.join(["", *parts])
    if current.type == "constant":
        return terms.SCOPE.join([expressions.text(current), *parts])
    return terms.then(expressions.of(current), f".{'.'.join(parts)}")


def above(expressions: Expressions, _: Node) -> str:
    """`super` without arguments."""
    return _above(expressions, "")


def _above(expressions: Expressions, given: str) -> str:
    """The next method of the same name in method resolution order."""
    scope = expressions.place()
    if scope is None or not scope.receiver:
        return ""
    return f"super.{scope.qualname.rpartition('.')[2]}({given})"


def call(expressions: Expressions, node: Node) -> str:
    """`x.m(y)`, `m(y)`, `x.m = y`, `x.(y)`, `super(y)`."""
    given = _arguments(expressions, node.child_by_field_name("arguments"))
    method = node.child_by_field_name("method")
    if method is not None and method.type == "super":
        return _above(expressions, given)
    called = callee(expressions, node)
    if called.endswith(_SENDING) and (sent := _SENT.match(given)):  # `x.send(:m, y)`
        called, given = f"{called.rpartition('.')[0]}.{sent[1]}", given[sent.end() :]
    return called if called.endswith(".__class__") else terms.then(called, f"({given})")


def callee(expressions: Expressions, node: Node) -> str:
    """The callee of a call."""
    method, receiver = node.child_by_field_name("method"), node.child_by_field_name("receiver")
    name = f"{text(expressions, method) or 'call'}{'=' if _is_assigned(expressions, node) else ''}"
    if receiver is not None:
        return terms.then(passed(expressions, receiver), ".__class__" if name == "class" else f".{name}")
    scope = expressions.place()
    return (
        name
        if scope is None or (method is not None and method.type == "constant")
        else _own(expressions, scope, node, name)
    )


def _is_assigned(expressions: Expressions, node: Node) -> bool:
    """Whether the call is the target of an assignment, which calls the writer."""
    if node.child_by_field_name("arguments") is not None or node.child_by_field_name("receiver") is None:
        return False
    around = expressions.parent(node)
    return around is not None and around.type in {"assignment", "left_assignment_list"} and node != around.child_by_field_name("right")  # fmt: skip


def passed(expressions: Expressions, node: Node | None) -> str:
    """A value, without methods that return their receiver: `x.freeze` is x."""
    while node is not None and node.type == "call" and node.child_by_field_name("arguments") is None:
        method, receiver = node.child_by_field_name("method"), node.child_by_field_name("receiver")
        if method is None or receiver is None or expressions.text(method) not in models.PASSING:
            break
        node = receiver
    return expressions.of(node)


def _arguments(expressions: Expressions, node: Node | None) -> str:
    """The arguments in order, up to the first splat."""
    given: list[str] = []
    for each in node.named_children if node is not None else ():
        if each.type in _SPREAD:
            break
        if each.type == "pair":
            key, value = each.child_by_field_name("key"), passed(expressions, each.child_by_field_name("value"))
            if key is not None and key.type == "hash_key_symbol" and value:
                given.append(f"{expressions.text(key)}={value}")
        elif each.type not in _COMMENTS:
            given.append(passed(expressions, each))
    while given and not given[-1]:
        given.pop()
    told = ",".join(given)
    return told if len(told) <= ARGUMENTS else ""


def arguments(node: Node) -> list[Node]:
    """The nodes of a call's arguments."""
    listed = node.child_by_field_name("arguments") or nth(node)
    return [each for each in listed.named_children if each.type not in _COMMENTS] if listed is not None else []


def bracket(node: Node) -> str:
    """The name of the method that `x[y]` calls, or `x[y] = z`."""
    around = node.parent
    assigned = around is not None and around.type == "assignment" and around.child_by_field_name("left") == node
    return "⟦⟧=" if assigned else "⟦⟧"


def element(expressions: Expressions, node: Node) -> str:
    of, key = node.child_by_field_name("object"), nth(node, 1)
    base = passed(expressions, of)
    if of is not None and constants([of]):
        return terms.then(base, ".⟦⟧()")
    return terms.then(base, f"[{expressions.key(key) if key is not None else '?'}]")


def right(expressions: Expressions, node: Node) -> str:
    value = passed(expressions, node.child_by_field_name("right"))
    if node.type == "assignment":
        return value
    left = node.child_by_field_name("left")
    return terms.either([expressions.of(left), value]) if left is not None and expressions.text(node).find("||=") > 0 else ""  # fmt: skip


def binary(expressions: Expressions, node: Node) -> str:
    """`a || b` is either operand, `a && b` the second."""
    operator = node.child_by_field_name("operator")
    sign = expressions.text(operator) if operator is not None else ""
    left, second = (node.child_by_field_name(side) for side in ("left", "right"))
    if sign in {"||", "or"}:
        return terms.either([passed(expressions, left), passed(expressions, second)])
    return passed(expressions, second) if sign in {"&&", "and"} else ""


def last(expressions: Expressions, node: Node) -> str:
    """The value of a sequence of statements is the last one."""
    found = [each for each in node.named_children if each.type not in _COMMENTS | {"rescue", "ensure"}]
    return passed(expressions, found[-1]) if found else ""


def chosen(expressions: Expressions, node: Node) -> str:
    return terms.either([expressions.of(each) for each in node.named_children[:16] if each.type in {"when", "else"}])


def symbol(expressions: Expressions, node: Node) -> str:
    written = expressions.text(node).strip(":")
    return f'<"{written}>' if written.isidentifier() else "<'str>"


def constants(nodes: list[Node]) -> list[Node]:
    return [each for each in nodes if each.type in _PATH]


def singleton(qualname: str) -> bool:
    """Whether the owner is a singleton class, whose methods are class methods."""
    return qualname.rpartition(".")[2] == SINGLETON
