"""Ruby's statements: everything that binds a name, and imports."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Imported
from parsing.languages.ruby import definitions, models, values
from parsing.terms import SINGLETON

HANDED = 2  # how many block parameters are followed
_ASSIGNED = frozenset({"=", "||=", "&&="})


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(_BINDS[node.type](expressions, node))


def _assignment(expressions: Expressions, node: Node) -> Iterator[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    operator = node.child_by_field_name("operator")
    if left is None or right is None or (operator is not None and expressions.text(operator) not in _ASSIGNED):
        return
    if left.type == "left_assignment_list":
        yield from _several(expressions, left, right)
    elif left.type != "constant" or not expressions.text(right).startswith(definitions.MAKING):
        yield from _bound(expressions, left, values.passed(expressions, right))


def _bound(expressions: Expressions, target: Node, value: str) -> Iterator[Bound]:
    """Local variables in a class body are not members; instance variables belong to the object's methods."""
    scope, written = expressions.place(), expressions.text(target)
    block = values.block_around(expressions, target) if scope is not None and scope.kind == "class" else None
    if target.type == "constant":
        yield Bound(target, value, kind="constant")
    elif target.type == "instance_variable" and block is None:
        yield Bound(target, value, member=f"self.{written}")
    elif target.type == "instance_variable":  # `setup do @x = y end`: the object's, or the class's
        yield Bound(target, value, member=written, silent=True)
    elif target.type == "identifier" and block is not None:
        yield Bound(target, value, member=written, until=block.end_byte, only=True, silent=True)
    elif target.type == "identifier" and scope is not None and scope.kind != "class":
        yield Bound(target, value, member=written, silent=True)


def _several(expressions: Expressions, left: Node, right: Node) -> Iterator[Bound]:
    """`a, b = x, y`, `a, (b, c) = x`."""
    listed = right.named_children if right.type == "right_assignment_list" else []
    given = "" if listed else values.passed(expressions, right)
    for place, target in enumerate(left.named_children):
        if target.type == "rest_assignment":
            yield from _unknown(expressions, target)
            given, listed = "", []
            continue
        value = listed[place] if place < len(listed) else None
        told = values.passed(expressions, value) if value is not None else terms.then(given, f"[{place}]")
        if target.type == "destructured_left_assignment":
            yield from _unknown(expressions, target)
        else:
            yield from _bound(expressions, target, told)


def _unknown(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """All names in the node. Iterative, as nesting has no limit."""
    waiting = node.named_children[::-1]
    while waiting:
        each = waiting.pop()
        if each.type in {"identifier", "instance_variable"}:
            yield from _bound(expressions, each, "")
        else:
            waiting += each.named_children[::-1]


def _block(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """Block parameters, with what the called method yields to them."""
    listed = node.child_by_field_name("parameters")
    names = [each for each in (listed.named_children if listed is not None else ()) if each.type != "comment"]
    for place, each in enumerate(names):
        name = each if each.type == "identifier" else each.child_by_field_name("name")
        value = _handed(expressions, node.parent, place, len(names)) if each.type == "identifier" else ""
        for target in (name,) if name is not None else each.named_children:
            if target.type == "identifier":
                told = expressions.text(target)
                yield Bound(
                    target, value, member=told, after=node.start_byte, until=node.end_byte, only=True, silent=True
                )


def _handed(expressions: Expressions, call: Node | None, place: int, count: int) -> str:
    """What a call passes to its block's parameter: known from the method's name, or from what the method yields."""
    callee = values.callee(expressions, call) if call is not None and call.type == "call" else ""
    receiver = call.child_by_field_name("receiver") if call is not None else None
    if call is None or not callee or place >= HANDED:
        return ""
    told = _by_name(expressions, call, receiver, place, count) if receiver is not None else ""
    return terms.either([told, terms.then(callee, f"[^{place}]")])


def _by_name(expressions: Expressions, call: Node, receiver: Node, place: int, count: int) -> str:
    method, of = values.text(expressions, call.child_by_field_name("method")), values.passed(expressions, receiver)
    if method in models.SELF:
        return of
    if method in models.FOLDING:
        first = (method in models.FOLDING_LEFT) == (place == 0)
        return values.passed(expressions, next(iter(values.arguments(call)), None)) if first else terms.then(of, "[*]")
    if method not in models.EACH:
        return ""
    if place and method in models.COUNTING:
        return ""
    return terms.then(of, "[?]" if place and count > 1 else "[*]")


def yielded(expressions: Expressions, node: Node) -> str:
    """`yield x, y`; passing the method's own block on yields what that call yields: `x.each(&block)`."""
    if node.type == "call":
        given = [_handed(expressions, node, place, 1) for place in range(HANDED)]
    else:
        given = [values.passed(expressions, each) for each in values.arguments(node)]
    told = ",".join(given[:HANDED])
    return f"{{tuple:{told}}}" if told.strip(",") else ""


def _loop(expressions: Expressions, node: Node) -> Iterator[Bound]:
    pattern, over = node.child_by_field_name("pattern"), nth(node.child_by_field_name("value") or node)
    if pattern is not None and pattern.type == "identifier":
        yield from _bound(expressions, pattern, terms.then(values.passed(expressions, over), "[*]"))


def _rescued(expressions: Expressions, node: Node) -> Iterator[Bound]:
    variable, listed = node.child_by_field_name("variable"), node.child_by_field_name("exceptions")
    kinds = values.constants(listed.named_children) if listed is not None else []
    made = terms.either([f"{expressions.of(each)}()" for each in kinds])
    name = nth(variable) if variable is not None else None
    if name is not None:
        for bound in _bound(expressions, name, made):
            yield bound._replace(after=node.start_byte)


def _alias(expressions: Expressions, node: Node) -> Iterator[Bound]:
    yield from _renamed(expressions, node, node.child_by_field_name("name"), node.child_by_field_name("alias"))


def _renamed(expressions: Expressions, node: Node, new: Node | None, old: Node | None) -> Iterator[Bound]:
    scope = expressions.place()
    if scope is not None and scope.kind == "class" and not bool(definitions.surrounding(expressions, node)):
        value = f"<.{scope.qualname}:>.{values.text(expressions, old)}"
        yield Bound(node, value, member=values.text(expressions, new), silent=True, after=node.start_byte)


def _said(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """The members that a macro call in a class body defines."""
    scope = expressions.place()
    if scope is None or scope.kind != "class" or definitions.surrounding(expressions, node) == definitions.UNKNOWN:
        return
    name = expressions.text(node.child_by_field_name("method") or node)
    given, inside = values.arguments(node), definitions.surrounding(expressions, node)
    if name == "extend" or (name == "include" and inside == SINGLETON):
        yield from _extended(node, [f"<@{scope.qualname}>" if each.type == "self" else expressions.of(each) for each in given])  # fmt: skip
    elif name == "module_function":
        yield from _extended(node, [f"<@{scope.qualname}>"])
    elif name == "alias_method" and len(given) > 1:
        yield from _renamed(expressions, node, *given[:2])
    elif not inside:
        yield from _made(expressions, node, name, scope.qualname, given)


def _extended(node: Node, told: Iterable[str]) -> Iterator[Bound]:
    for each in told:
        yield Bound(node, each, member=SINGLETON, silent=True, after=node.start_byte)


def _made(expressions: Expressions, node: Node, name: str, owner: str, given: list[Node]) -> Iterator[Bound]:
    """Attribute readers and delegated methods."""
    named = [each for each in given if each.type == "simple_symbol"]
    if name in {"attr_reader", "attr_accessor"}:
        for each in named:
            yield _reader(each, values.text(expressions, each), f"<.{owner}:>.@{values.text(expressions, each)}")
    elif name == "delegate":
        pairs = [each for each in given if each.type == "pair"]
        to = next(
            (pair.child_by_field_name("value") for pair in pairs if expressions.text(pair).startswith("to:")), None
        )
        if len(pairs) == 1:
            yield from _delegated(expressions, node, owner, to, [(each, each) for each in named])
    elif name in {"def_delegators", "def_instance_delegators"}:
        yield from _delegated(expressions, node, owner, given[0] if given else None, [(each, each) for each in named[given[:1] == named[:1] :]])  # fmt: skip
    elif name == "def_delegator" and len(given) > 1:
        yield from _delegated(expressions, node, owner, given[0], [(given[-1], given[1])])


def _reader(node: Node, name: str, value: str) -> Bound:
    """A callable that returns the value."""
    return Bound(node, f"<%callable>[<%value>[{value}]]()", member=name, kind="field", after=node.start_byte)


def _delegated(
    expressions: Expressions, node: Node, owner: str, to: Node | None, names: list[tuple[Node, Node]]
) -> Iterator[Bound]:
    target = values.text(expressions, to)
    step = target if target.startswith("@") else f"{target}()"
    for new, old in names if target else ():
        value = f"<.{owner}:>.{step}.{values.text(expressions, old)}"
        yield Bound(node, value, member=values.text(expressions, new), silent=True, after=node.start_byte)


def _fields(expressions: Expressions, node: Node) -> Iterator[Bound]:
    """The members of `class C < Struct.new(:a)` and `C = Struct.new(:a)`."""
    call = node if node.type == "call" else _structure(node)
    scope = expressions.place()
    if call is not None and scope is not None and expressions.text(call).startswith(definitions.MAKING[:2]):
        for each in values.arguments(call):
            if each.type == "simple_symbol":
                name = values.text(expressions, each)
                yield _reader(call, name, f"<.{scope.qualname}:>.@{name}")


def _structure(body: Node) -> Node | None:
    above = body.parent.child_by_field_name("superclass") if body.parent is not None else None
    return nth(above) if above is not None else None


def _call(expressions: Expressions, node: Node) -> Iterator[Bound]:
    yield from (_said if node.child_by_field_name("receiver") is None else _fields)(expressions, node)


# Operators treated as method calls. Naming them in the query would keep each operator of a chain pending to its end.
_METHODS = frozenset({"<<", "<=>", "==", "+", "-"})


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """`raise E, x` calls `E.new`, `include M` calls a hook of M; operators are methods."""
    if node.type == "binary":
        operator = node.child_by_field_name("operator")
        if operator is None or operator.type not in _METHODS:
            return []
        sign = values.text(expressions, operator)
        return [terms.then(expressions.of(node.child_by_field_name("left")), f".{sign}()")]
    if node.type == "block_argument":  # `x.map(&:m)` calls m of each
        call = node.parent.parent if node.parent is not None else None
        return [terms.then(_handed(expressions, call, 0, 1), f".{values.text(expressions, nth(node))}()")]
    if node.type == "element_reference":
        return [
            terms.then(values.passed(expressions, node.child_by_field_name("object")), f".{values.bracket(node)}()")
        ]
    given = values.constants(values.arguments(node))
    told = models.TELLING.get(expressions.text(node.child_by_field_name("method") or node))
    return (
        [f"{expressions.of(each)}.{told}()" for each in given]
        if told
        else [f"{expressions.of(each)}.new()" for each in given[:1]]
    )


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    """Imports with a literal path; `require_relative "a"` becomes "./a"."""
    method = expressions.text(node.child_by_field_name("method") or node)
    given = [each for each in values.arguments(node) if each.type == "string"][-1:]
    path = next((expressions.text(each).strip("'\"") for each in given if "#{" not in expressions.text(each)), "")
    if not path:
        return []
    return [Imported("", f"./{path}" if method == "require_relative" else path, "")]


_BINDS = {
    "assignment": _assignment,
    "operator_assignment": _assignment,
    "block": _block,
    "do_block": _block,
    "lambda": _block,
    "for": _loop,
    "rescue": _rescued,
    "alias": _alias,
    "call": _call,
    "identifier": _said,
    "body_statement": _fields,
}
