"""From bytes to scopes, definitions and raw uses: one parse, one query, one pass over its captures in source order."""

import itertools
from collections import Counter
from collections.abc import Callable, Sequence

from tree_sitter import Node, QueryCursor

from graph.facts import Definition, Import, Item, Param
from parsing import queries, terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Definable, Language
from parsing.scopes import Bind, Scope, find
from parsing.written import Defined, Use

DEEPEST_SCOPE = 60  # definitions inside each other; what lies deeper belongs to the last one
UNNAMED = "<anonymous>"
SIGNATURE = 500  # characters kept


class Walk:
    """One file being read. Handlers are methods named after the query's captures."""

    def __init__(self, language: Language, source: bytes) -> None:
        self.language = language
        self.source = source
        self.expressions = Expressions(language, source)
        self.expressions.name_lambda = self._name_lambda
        self.module = Scope("module", "", 0, None, 0, len(source))
        self.lambdas: list[Scope] = []
        self.classes: list[Scope] = []
        lines = source.count(b"\n") + (not source.endswith(b"\n"))  # the last line break ends a line, and begins none
        self.definitions = [Definition("module", "", "", 0, -1, 1, 1, max(lines, 1), "", "", ())]
        self.uses: list[Use] = []
        self.imports: list[Import] = []
        self.exports: list[str] | None = None
        self.about = Item(kind="module")
        self.partial = False
        self.scope = self.module  # that holds the place which is read
        self._blocks: list[tuple[int, Scope]] = [(len(source) + 1, self.module)]
        self._bodies: dict[int, Scope] = {}
        self._decorators: list[tuple[str, Node]] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self.defined: dict[str, list[Defined]] = {}  # by local qualified name

    def run(self) -> "Walk":
        ready = queries.ready(self.language.name)
        root = ready.parser.parse(self.source).root_node
        self.partial = root.has_error
        self._describe_module(root)
        blocks = self._blocks
        for start, _, _, _, handle, node in self._events(ready, root):
            while start >= blocks[-1][0]:
                blocks.pop()
                self.scope = blocks[-1][1]
            handle(node)
        self.expressions.name_lambda = str  # nothing is read any more, and no circle holds the tree
        return self

    def _events(
        self, ready: queries.Captures, root: Node
    ) -> list[tuple[int, int, int, int, Callable[[Node], None], Node]]:
        """The captured nodes in source order, those that hold others first, each with its handler."""
        count = itertools.count()  # no two events are equal up to here, so that nothing behind it is compared
        events = [
            (node.start_byte, -node.end_byte, rank, next(count), handle, node)
            for name, nodes in QueryCursor(ready.query).captures(root).items()
            for rank, handle in ((ready.ranks[name], getattr(self, f"on_{name}")),)
            for node in nodes
        ]
        events.sort()
        return events

    def on_block(self, node: Node) -> None:
        self.scope = self._bodies.get(node.start_byte, self.scope)
        self._blocks.append((node.end_byte, self.scope))

    def on_decorator(self, node: Node) -> None:
        self._decorators.append((self.expressions.of(node), node))

    def on_definition(self, node: Node) -> None:
        definable = self.language.definables[node.type]
        body = _body(node, definable)
        lacks = body is None and not definable.bodiless
        if lacks or len(self.scope.qualname) > DEEPEST_SCOPE * 20 or self._depth() >= DEEPEST_SCOPE:
            self.partial = True
        elif definable.role != "lambda":
            scope = self._define(node, definable, body)
            if body is not None:
                self._bodies[body.start_byte] = scope
        elif body is not None:
            self._lambda(node, definable, body)

    def on_bind(self, node: Node) -> None:
        for bound in self.language.binds(self.expressions, node):
            self._bind(bound, node)

    def on_import(self, node: Node) -> None:
        scope, until = self.scope, self._blocks[-1][0]
        line, column = self._place(scope, node)
        for each in self.language.imports(self.expressions, node):
            self.imports.append(Import(scope.definition, each.whole or each.spec, each.name, line, column))
            if each.local:
                home = scope.home(each.local)
                bind = Bind(f"<!{each.spec}:{each.name}>", node.end_byte, until, home, closed=True)
                home.add(each.local, bind)

    def on_outer(self, node: Node) -> None:
        kind, names = self.language.outer(self.expressions, node)
        for name in names:
            home = self.module if kind == "global" else self._nonlocal(name)
            if home is not self.scope:
                self.scope.outer[name] = home

    def on_call(self, node: Node) -> None:
        plain = self.expressions.plain_call(node)
        if plain is not None:
            line, column = node.start_point
            self._use("call", plain[0], line, column + plain[1], node.start_byte)
            return
        expression = self.expressions.of(node)
        callee = node.child_by_field_name(self.language.shapes[node.type].fields[-2:][0]) or node
        tail = self.source[max(callee.start_byte, callee.end_byte - SIGNATURE) : callee.end_byte]
        name = tail.decode("utf-8", "replace").rpartition(".")[2]
        if name.isidentifier():
            line, column = callee.end_point
            self._use("call", expression, line, column - len(name.encode()), node.start_byte)
        else:
            self._use("call", expression, *node.start_point, node.start_byte)

    def on_implicit(self, node: Node) -> None:
        for expression in self.language.implicit(self.expressions, node):
            self._use("implicit", expression, *node.start_point, node.start_byte)

    def on_value(self, node: Node) -> None:
        """A name that stands for a value: neither called nor bound there."""
        self._use("value", self.expressions.of(node), *node.start_point, node.start_byte)

    def on_return(self, node: Node) -> None:
        value = nth(node)
        self._gives(self.scope.returns, self.expressions.of(value), node)

    def on_yield(self, node: Node) -> None:
        self._gives(self.scope.yields, self.language.yielded(self.expressions, node) or "?", node)

    def _gives(self, into: list[Bind], expression: str, node: Node) -> None:
        if expression:
            into.append(Bind(expression, node.start_byte + 1, self._blocks[-1][0], self.scope))

    def _depth(self) -> int:
        return (
            sum(1 for _, scope in self._blocks[1:] if scope is not self.module)
            if len(self._blocks) > DEEPEST_SCOPE
            else 0
        )

    def _nonlocal(self, name: str) -> Scope:
        found, _ = find(name, self.scope.parent or self.module)
        return found or self.module

    def _use(self, kind: str, expression: str, line: int, column: int, at: int, subject: int = -1) -> None:
        scope = self.scope
        self.uses.append(Use(scope, scope.definition if subject < 0 else subject, kind, expression, line, column, at))

    def _place(self, scope: Scope, node: Node) -> tuple[int, int]:
        line, column = node.start_point
        return line + 1 - self.definitions[scope.definition].start_line, column

    def _describe_module(self, root: Node) -> None:
        self.about = Item(
            kind="module",
            declared=self.language.package(self.expressions, root),
            flags=tuple(self.language.marks(self.expressions, root)),
        )
        docstring = self.language.docstring(self.expressions, root)
        self.definitions[0] = self.definitions[0]._replace(docstring=docstring)

    def _lambda(self, node: Node, definable: Definable, body: Node) -> None:
        around = self.scope
        qualname = self.expressions.lambda_at(node.start_byte)
        scope = Scope("lambda", qualname, around.definition, around, body.start_byte, body.end_byte)
        params = node.child_by_field_name(definable.params)
        returns = self.language.annotation(self.expressions, node.child_by_field_name(definable.returns))
        given = terms.then(returns, "()") or self.expressions.of(body)
        self._parametrise(scope, self.language.parameters(self.expressions, params) if params else ())
        scope.returns.append(Bind(given, body.start_byte + 1, body.end_byte, scope))
        self._bodies[body.start_byte] = scope
        self.lambdas.append(scope)

    def _name_lambda(self) -> str:
        around = self.scope.qualname
        self._counts["lambda", around] += 1
        return self.scope.local(f"lambda#{self._counts['lambda', around]}")

    def _define(self, node: Node, definable: Definable, body: Node | None) -> Scope:
        around = self.scope
        decorators, first = self._take_decorators(node)
        inside = [(self.expressions.of(each), each) for each in self.language.decorators(self.expressions, node)]
        decorators = [*decorators, *inside]
        owner = self.language.owner(self.expressions, node)
        name, written = self._named(node, definable)
        kind, qualname = self._kind(definable, body, around, owner), f"{owner}.{name}" if owner else around.local(name)
        scope = self._scope(node, definable, body, self._overloaded(kind, qualname))
        definition = self._add(
            node,
            kind,
            written,
            around,
            qualname=qualname,
            first=first,
            head=self._head(node, body),
            doc=self.language.docstring(self.expressions, node),
            decorators=tuple(self.expressions.text(each) for _, each in decorators),
        )
        for expression, each in decorators:
            self._use("decorator", expression, *each.start_point, each.start_byte, scope.definition)
        bases, returns = self._heading(node, definable, scope)
        if not owner and written == name:
            self._declare(around, name, f"<@{scope.qualname}>", node)
        called = () if self.language.annotates else tuple(expression for expression, _ in decorators)
        traits = self.language.traits(self.expressions, node, called)
        if definition.kind == "method" and traits.receiver and scope.params:
            scope.receiver = scope.params[0].name
        type_params: Sequence[str] = ()
        made_of = ""
        if owner:
            type_params = self.language.type_params(self.expressions, node, bases)
        elif definable.role == "class":
            self.classes.append(scope)
            type_params = self.language.type_params(self.expressions, node, bases)
            made_of = terms.then(self.language.made_of(self.expressions, node), "()")
        self.defined.setdefault(scope.qualname, []).append(
            Defined(definition, scope, node.start_byte, bases, tuple(type_params), returns, traits, called, made_of)
        )
        return scope

    def _named(self, node: Node, definable: Definable) -> tuple[str, str]:
        """The name that it has in its qualified name, and the one it is shown by."""
        if not definable.name:
            around = self.scope.qualname
            self._counts["unnamed", around] += 1
            return f"{definable.role}#{self._counts['unnamed', around]}", UNNAMED
        name = definable.called or self.expressions.text(node.child_by_field_name(definable.name) or node)
        return name, name

    def _scope(self, node: Node, definable: Definable, body: Node | None, qualname: str) -> Scope:
        inside = node if body is None else body
        start, end = inside.start_byte, inside.end_byte
        return Scope(definable.role, qualname, len(self.definitions), self.scope, start, end, definable.sealed)

    def _overloaded(self, kind: str, qualname: str) -> str:
        """The name of one of several definitions that hold at once: `C.m`, `C.m~1`, ..."""
        ordinal = self._counts[kind, qualname] if self.language.overloads else 0
        return f"{qualname}~{ordinal}" if ordinal else qualname

    def _kind(self, definable: Definable, body: Node | None, around: Scope, owner: str) -> str:
        if body is not None and body.type in definable.kinds:
            return definable.kinds[body.type]
        if definable.role == "function" and not definable.kind:
            return "method" if owner or around.kind == "class" else "function"
        return definable.kind or definable.role

    def _add(
        self,
        node: Node,
        kind: str,
        name: str,
        around: Scope,
        *,
        qualname: str = "",
        first: int = 0,
        head: str = "",
        doc: str = "",
        decorators: tuple[str, ...] = (),
    ) -> Definition:
        qualname = qualname or around.local(name)
        ordinal = self._counts[kind, qualname]
        self._counts[kind, qualname] += 1
        start, end = node.start_point[0] + 1, node.end_point[0] + 1
        definition = Definition(
            kind, name, qualname, ordinal, around.definition, first or start, start, end, head, doc, decorators
        )
        self.definitions.append(definition)
        return definition

    def _heading(self, node: Node, definable: Definable, scope: Scope) -> tuple[tuple[str, ...], str]:
        """The uses in the head of a definition, which belong to the scope around it."""
        bases = self.language.bases(self.expressions, node) if definable.role == "class" else ()
        for base in bases:
            self._use(base.kind, base.expression, *base.node.start_point, base.node.start_byte, scope.definition)
        params = node.child_by_field_name(definable.params)
        if params is not None:
            self._parametrise(scope, self.language.parameters(self.expressions, params))
            for each_param in scope.params:
                if each_param.annotation and each_param.kind != "->":
                    place = params.start_point
                    self._use("accepts", each_param.annotation, *place, params.start_byte, scope.definition)
        annotated = node.child_by_field_name(definable.returns)
        returns = self.language.annotation(self.expressions, annotated)
        if annotated is not None:
            self._use("returns", returns, *annotated.start_point, annotated.start_byte, scope.definition)
        return tuple(base.expression for base in bases), returns

    def _head(self, node: Node, body: Node | None) -> str:
        end = node.end_byte if body is None else body.start_byte
        text = self.source[node.start_byte : min(end, node.start_byte + SIGNATURE)].decode("utf-8", "replace")
        return " ".join(text.split()).rstrip(" :")

    def _take_decorators(self, node: Node) -> tuple[list[tuple[str, Node]], int]:
        taken = [each for each in self._decorators if each[1].end_byte <= node.start_byte]
        self._decorators = []
        return taken, taken[0][1].start_point[0] + 1 if taken else 0

    def _parametrise(self, scope: Scope, params: tuple[Param, ...]) -> None:
        scope.params = params
        for param in scope.params:
            if param.name:
                bind = Bind(f"<${scope.qualname}:{param.name}>", scope.start, scope.end, scope, closed=True)
                scope.add(param.name, bind)

    def _declare(self, scope: Scope, name: str, expression: str, node: Node) -> None:
        home = scope.home(name)
        bind = Bind(expression, node.start_byte, self._blocks[-1][0], home, closed=True)
        home.add(name, bind)

    def _bind(self, bound: Bound, node: Node) -> None:
        after = node.end_byte if bound.after < 0 else bound.after
        until = self._blocks[-1][0] if bound.until < 0 else bound.until
        if bound.annotation:
            self._use("annotation", bound.annotation, *bound.target.start_point, bound.target.start_byte)
        declared = terms.then(bound.annotation, "()")
        pairs = [(bound.target, bound.expression)]
        if bound.target.type in self.language.patterns:
            pairs = self.expressions.targets(bound.target, bound.expression)
        for target, expression in pairs:
            bind = Bind(declared or expression, after + 1, until, self.scope, False, bound.only, bool(declared))
            self._store(target, bind, node, bound)
            if declared and expression and expression[-1] != ")" and expression[:2] != "<'":
                self._store(target, bind._replace(expression=expression, declared=False), node, bound)

    def _store(self, target: Node, bind: Bind, node: Node, bound: Bound) -> None:
        shape = self.language.shapes.get(target.type)
        if shape is None or shape.rule not in {"name", "member"}:
            return
        if target.end_byte - target.start_byte > SIGNATURE:
            return
        text = self.expressions.text(target)
        if shape.rule == "name":
            home = self.scope.home(text)
            bind = bind if home is self.scope else bind._replace(at=home.start, until=home.start)
            if bound.narrows and text not in home.binds:
                return
            if text not in home.binds and home.kind in {"module", "class"} and not bind.only:
                self._variable(text, home, node, bound.kind)
            if text == self.language.exports_name and home is self.module:
                self._export(node)
            home.add(text, bind)
        else:
            self._field(text, bind, node)

    def _variable(self, name: str, home: Scope, node: Node, kind: str) -> None:
        kind = kind or ("field" if home.kind == "class" else "constant" if name.isupper() else "variable")
        self._add(node, kind, name, home)

    def _field(self, text: str, bind: Bind, node: Node) -> None:
        receiver, _, name = text.rpartition(".")
        scope = self.scope
        owner = scope.parent
        if receiver and receiver == scope.receiver and owner is not None and owner.kind == "class":
            known = owner.fields.setdefault(name, [])
            if not known and name not in owner.binds:
                self._add(node, "field", name, owner)
            known.append(bind)

    def _export(self, node: Node) -> None:
        right = node.child_by_field_name("right")
        words = [self.expressions.text(each).strip("'\"") for each in (right.named_children if right else ())]
        self.exports = [*(self.exports or []), *words]


def _body(node: Node, definable: Definable) -> Node | None:
    """Of its field, or of its kind where the grammar has no field for it."""
    body = node.child_by_field_name(definable.body)
    return body or next((child for child in node.named_children if child.type == definable.body), None)
