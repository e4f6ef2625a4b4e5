"""From bytes to scopes, definitions and raw uses: one parse, one query, one pass over its captures in source order."""

from operator import attrgetter

from tree_sitter import Node

from graph.facts import Definition, Import, Item, Param
from parsing import opening, queries, terms, written
from parsing.ancestors import Ancestors
from parsing.embedding import Source
from parsing.expressions import children_of, nowhere, nth, orphan, part
from parsing.language import EXTENSION, Bound, Definable, Head, Language
from parsing.mentions import Mentions
from parsing.objects import Objects
from parsing.scopes import Bind, Scope, find
from parsing.written import SIGNATURE, UNNAMED, Defined

DEEPEST_SCOPE = 60  # nested definitions; anything deeper belongs to the innermost of them
_TYPES = ("class", "interface", "enum")
_CALLED = frozenset({"function", "method"})
_HOLDING = frozenset({"module", "class", "namespace"})  # scopes whose variables are definitions


class Walk(Mentions):
    """One file being read. Handlers are methods named after the query's captures."""

    def __init__(self, language: Language, given: Source) -> None:
        super().__init__(language, given)
        self.given = given
        self.lambdas: list[Scope] = []
        self.classes: list[Scope] = []
        self.objects = Objects(language, self.module, self.classes)
        self.expressions.anonymous = self._anonymous
        self.expressions.place = self._scope_there
        self.exports: list[str] | None = None
        self.about = Item(kind="module")
        self.partial = False
        self._blocks: list[tuple[int, Scope]] = [(len(self.source) + 1, self.module)]
        self._bodies: dict[int, Scope] = {}
        self._decorators: list[tuple[str, Node]] = []
        self._counts: dict[tuple[str, str], int] = {}
        self.defined: dict[str, list[Defined]] = {}  # by local qualified name
        self.opened: dict[str, list[str]] = {}  # type -> the bases added where it is opened (parsing/opening.py)
        self.others: dict[str, list[str]] = {}  # a function defined outside its type -> its further overloads

    def run(self) -> "Walk":
        ready = queries.ready(self.language.name)
        root = queries.root(ready, self.given._replace(text=self.language.prepared(self.source)))
        self.expressions.parent = Ancestors(root).parent
        self.partial = root.has_error
        self.about = written.about(self.language, self.expressions, root)
        self.definitions[0] = self.definitions[0]._replace(docstring=self.language.docstring(self.expressions, root))
        blocks = self._blocks
        for start, _, _, _, handle, node in queries.events(ready, root, self):
            while start >= blocks[-1][0]:
                blocks.pop()
                self.scope = blocks[-1][1]
            handle(node)
        self.expressions.anonymous = str  # reading is over: break the reference cycles that keep the tree alive
        self.expressions.place, self.expressions.parent = nowhere, orphan
        return self

    def _anonymous(self, node: Node) -> str:
        self.expressions.local += 1
        return self.objects.name(self.expressions, node, self.scope)

    def _scope_there(self) -> Scope:
        self.expressions.local += 1
        return self.scope

    def forget(self) -> None:
        """Breaks the reference cycles of the scopes, once nothing is asked of the file any more."""
        self.module.forget()
        for scope in (*self.classes, *self.lambdas, *(each.scope for same in self.defined.values() for each in same)):
            scope.forget()

    def on_block(self, node: Node) -> None:
        self.scope = self._bodies.get(node.start_byte, self.scope)
        self._blocks.append((node.end_byte, self.scope))

    def on_decorator(self, node: Node) -> None:
        self._decorators.append((self.expressions.of(node), node))

    def on_definition(self, node: Node) -> None:
        definable, heading = self.language.definables[node.type], self.language.heading(self.expressions, node)
        body = part(node, definable.body)
        lacks = body is None and not definable.bodiless
        if heading is None:  # the node declares something else
            return
        if lacks or len(self.scope.qualname) > DEEPEST_SCOPE * 20 or self._is_too_deep():
            self.partial = True
            return
        head = self.language.head(self.expressions, node)
        if definable.role == "object":
            self._object(node, head)
        elif definable.role == "lambda" and head is None:
            self._lambda(node, definable, body)
        else:
            scope = self._define(node, definable, body, head)
            for each in filter(None, (body, *children_of(node, definable.before))):
                self._bodies[each.start_byte] = scope
            if body is not None and definable.role == "lambda":
                self._give_body(scope, body)

    def on_opening(self, node: Node) -> None:
        for expression, each in opening.enter(self, node, self._bodies):
            self._use("joined", expression, *each.start_point, each.start_byte)

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

    def on_return(self, node: Node) -> None:
        self._gives(self.scope.returns, self.expressions.of(nth(node)), node)

    def on_result(self, node: Node) -> None:
        """The expression that ends a body and is its value."""
        self._gives(self.scope.returns, self.expressions.of(node), node)

    def on_yield(self, node: Node) -> None:
        self._gives(self.scope.yields, self.language.yielded(self.expressions, node) or "?", node)

    def _gives(self, into: list[Bind], expression: str, node: Node) -> None:
        if expression:
            into.append(Bind(expression, node.start_byte + 1, self._blocks[-1][0], self.scope))

    def _is_too_deep(self) -> bool:
        inner = self._blocks[1:] if len(self._blocks) > DEEPEST_SCOPE else ()
        return sum(scope is not self.module for _, scope in inner) >= DEEPEST_SCOPE

    def _nonlocal(self, name: str) -> Scope:
        return find(name, self.scope.parent or self.module)[0] or self.module

    def _lambda(self, node: Node, definable: Definable, body: Node | None) -> None:
        """A lambda without a node for its body is its own body, and returns its last child."""
        around, inside = self.scope, body or node
        scope = Scope(
            "lambda", self.expressions.anonymous(node), around.definition, around, inside.start_byte, inside.end_byte
        )
        params = part(node, definable.params)
        returns = self.language.annotation(self.expressions, written.result_of(node, definable))
        self._parametrise(scope, self.language.parameters(self.expressions, params) if params else ())
        self._enter(scope, node)
        self.lambdas.append(scope)
        if body is None or body.id == node.id:
            self._open(scope, node)
        else:
            self._bodies[body.start_byte] = scope
        self._give_body(scope, body or nth(node, node.named_child_count - 1), terms.then(returns, "()"))

    def _open(self, scope: Scope, node: Node) -> None:
        self.scope = scope
        self._blocks.append((node.end_byte, scope))

    def _give_body(self, scope: Scope, body: Node | None, declared: str = "") -> None:
        """A body that is an expression is the return value, unless a type is declared."""
        around, self.scope = self.scope, scope
        given = declared or self.expressions.of(body)
        if body is not None and given:
            scope.returns.append(Bind(given, body.start_byte + 1, body.end_byte, scope))
        self.scope = around

    def _define(self, node: Node, definable: Definable, body: Node | None, head: Head | None) -> Scope:
        around = self.scope
        whole = node if head is None else head.node
        decorators, first = self._take_decorators(node)
        decorators += [(self.expressions.of(each), each) for each in self.language.decorators(self.expressions, node)]
        name, owner, qualname = written.name_of(self.expressions, node, definable, head, self.scope)
        kind = written.kind_of(node, definable, body, inside=bool(owner) or around.kind == "class")
        scope = self._scope(node, definable, body, self._overloaded(kind, qualname))
        definition = self._add(
            whole,
            kind,
            name,
            around,
            qualname=qualname,
            first=first,
            head=written.signature(self.source, whole, body),
            doc=self.language.docstring(self.expressions, whole),
            decorators=tuple(self.expressions.text(each) for _, each in decorators),
            code=written.code(self.language, self.source, definable, body),
        )
        for expression, each in decorators:
            self._use("decorator", expression, *each.start_point, each.start_byte, scope.definition)
        scope.owner = qualname.rpartition(".")[0] if owner and scope.kind == "function" else ""
        bases, returns = self._heading(node, definable, scope, outside=bool(owner))
        if owner and scope.qualname != qualname:
            self.others.setdefault(qualname, []).append(f"<@{scope.qualname}>")
        if not owner and (head.name if head is not None else name != UNNAMED):
            where = around if head is None or head.declares else self._home_of(head.name)
            self._declare(
                where, head.name if head is not None else qualname.rpartition(".")[2], f"<@{scope.qualname}>", node
            )
        called = () if self.language.annotates else tuple(expression for expression, _ in decorators)
        traits = self.language.traits(self.expressions, node, called)
        if definition.kind == "method" and traits.receiver and scope.params:
            scope.receiver = scope.params[0].name
            if traits.receiver == "instance" and around.kind == "class" and not owner:
                self._same_object(scope, around)
        self._enter(scope, node)
        is_class, made_of = definable.role in {"class", "namespace"}, ""
        typed = owner or is_class or EXTENSION in traits.flags
        type_params = self.language.type_params(self.expressions, node, bases) if typed else ()
        if is_class:
            self.classes.append(scope)
            made_of = terms.then(self.language.made_of(self.expressions, node), "()")
        self.defined.setdefault(scope.qualname, []).append(
            Defined(definition, scope, node.start_byte, bases, tuple(type_params), returns, traits, called, made_of)
        )
        return scope

    def _object(self, node: Node, head: Head | None) -> None:
        """An object literal, as the only instance of an anonymous class."""
        if head is None:
            return
        around, qualname = self.scope, self.expressions.anonymous(node)
        scope = Scope("class", qualname, around.definition, around, node.start_byte, node.end_byte, sealed=True)
        scope.literal = True
        if head.name and not head.owner:
            if around.kind in _HOLDING and not around.literal and head.name not in around.binds:
                self._variable(head.name, around, head.node, "")
            self._declare(around, head.name, f"<@{qualname}>", node)
        self.classes.append(scope)
        self._open(scope, node)

    def _enter(self, scope: Scope, node: Node) -> None:
        for name, expression in self.language.entered(self.expressions, node, scope):
            scope.binds[name] = [Bind(expression, scope.start, scope.end, scope, closed=expression[:2] == "<$")]

    def _scope(self, node: Node, definable: Definable, body: Node | None, qualname: str) -> Scope:
        inside = node if body is None else body
        start, end, role = inside.start_byte, inside.end_byte, definable.role.replace("lambda", "function")
        return Scope(role, qualname, len(self.definitions), self.scope, start, end, definable.sealed)

    def _overloaded(self, kind: str, qualname: str) -> str:
        """The qualified name, numbered from the second overload on: `C.m`, `C.m~1`, ..."""
        ordinal = self._counts.get((kind, qualname), 0) if self.language.overloads and kind in _CALLED else 0
        if self.language.extends == "named" and kind in _CALLED:  # `interface Job` followed by `fun Job(): Job`
            ordinal += any((each, qualname) in self._counts for each in _TYPES)
        return f"{qualname}~{ordinal}" if ordinal else qualname

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
        code: str = "",
    ) -> Definition:
        qualname = qualname or around.local(name)
        ordinal = self._counts.get((kind, qualname), 0)
        self._counts[kind, qualname] = ordinal + 1
        start, end = node.start_point[0] + 1, node.end_point[0] + 1
        definition = Definition(
            kind, name, qualname, ordinal, around.definition, first or start, start, end, head, doc, decorators, code
        )
        self.definitions.append(definition)
        return definition

    def _heading(self, node: Node, definable: Definable, scope: Scope, *, outside: bool) -> tuple[tuple[str, ...], str]:
        """Bases and result type. The uses in a definition's header are recorded in the enclosing scope."""
        bases = self.language.bases(self.expressions, node) if definable.role == "class" or outside else ()
        for base in filter(attrgetter("kind"), bases):
            self._use(base.kind, base.expression, *base.node.start_point, base.node.start_byte, scope.definition)
        params = part(self.language.heading(self.expressions, node) or node, definable.params)
        if params is not None:
            self._parametrise(scope, self.language.parameters(self.expressions, params))
            for each_param in scope.params:
                if each_param.annotation and each_param.kind != "->":
                    place = params.start_point
                    self._use("accepts", each_param.annotation, *place, params.start_byte, scope.definition)
        annotated = written.result_of(node, definable)
        returns = self.language.annotation(self.expressions, annotated)
        if annotated is not None:
            self._use("returns", returns, *annotated.start_point, annotated.start_byte, scope.definition)
        returns = returns or self.language.returned(self.expressions, node)
        return tuple(base.expression for base in bases), returns

    def _take_decorators(self, node: Node) -> tuple[list[tuple[str, Node]], int]:
        taken = [each for each in self._decorators if each[1].end_byte <= node.start_byte]
        self._decorators = []
        return taken, taken[0][1].start_point[0] + 1 if taken else 0

    def _parametrise(self, scope: Scope, params: tuple[Param, ...]) -> None:
        scope.params, scope.receives = params, any(param.kind == "." for param in params)
        for param in scope.params:
            if param.name:
                bind = Bind(f"<${scope.qualname}:{param.name}>", scope.start, scope.end, scope, closed=True)
                scope.add(param.name, bind)

    def _same_object(self, scope: Scope, around: Scope) -> None:
        """The receiver reads the same in all methods of a class, so that expressions about it are evaluated once."""
        for bind in scope.binds.get(scope.receiver, ())[:1]:
            bind.expression = f"<.{around.qualname}:>"

    def _declare(self, scope: Scope, name: str, expression: str, node: Node) -> None:
        home = scope.home(name)
        bind = Bind(expression, node.start_byte, self._blocks[-1][0], home, closed=True, only=self._is_inner(home))
        home.add(name, bind)

    def _is_inner(self, home: Scope) -> bool:
        """Whether a declaration here is scoped to the block."""
        return self.language.hoists and len(self._blocks) > 1 and self._blocks[-2][1] is home is self._blocks[-1][1]

    def _bind(self, bound: Bound, node: Node) -> None:
        after = node.end_byte if bound.after < 0 else bound.after
        until = self._blocks[-1][0] if bound.until < 0 else bound.until
        if bound.annotation:
            self._use("annotation", bound.annotation, *bound.target.start_point, bound.target.start_byte)
        if bound.defined:
            return
        declared = terms.then(bound.annotation, "()")
        apart = bound.target.type in self.language.patterns
        bound_to = (
            self.expressions.targets(bound.target, bound.expression) if apart else ((bound.target, bound.expression),)
        )
        for target, expression in bound_to:
            bind = Bind(declared or expression, after + 1, until, self.scope, False, bound.only, bool(declared))
            self._store(target, bind, node, bound)
            if declared and expression and expression[-1] != ")" and expression[:2] != "<'":
                self._store(target, bind.but(expression=expression, declared=False), node, bound)

    def _store(self, target: Node, bind: Bind, node: Node, bound: Bound) -> None:
        shape = self.language.shapes.get(target.type)
        if target.end_byte - target.start_byte > SIGNATURE:
            return
        text = bound.member or self.expressions.text(target)
        if "." in text and bound.narrows and bound.only:
            self.scope.narrowed.setdefault(text, []).append(bind)
        elif "." in text:
            self._member(text, bind.but(grows=True) if bound.narrows else bind, node)
        elif bound.member or (shape is not None and shape.rule == "name"):
            home = self._home_of(text) if bound.assigns else self.scope.home(text)
            bind = bind if home is self.scope else bind.but(at=home.start, until=home.start)
            if bound.narrows and text not in home.binds:
                return
            if text not in home.binds and home.kind in _HOLDING and not (bind.only or bound.silent or home.literal):
                self._variable(text, home, node, bound.kind)
            if text == self.language.exports_name and home is self.module:
                self.exports = [*(self.exports or []), *self.expressions.words(node.child_by_field_name("right"))]
            home.add(text, bind)

    def _home_of(self, name: str) -> Scope:
        """The scope that declares a name which is assigned to here."""
        return find(name, self.scope)[0] or self.module

    def _variable(self, name: str, home: Scope, node: Node, kind: str) -> None:
        kind = kind or ("field" if home.kind == "class" else "constant" if name.isupper() else "variable")
        self._add(node, kind, name, home, code=written.value(self.source, node))

    def _member(self, text: str, bind: Bind, node: Node) -> None:
        """`self.x = y`; in languages with open objects, `x.name = y` as well."""
        receiver, _, name = text.rpartition(".")
        scope = self.scope
        owner = scope.parent
        if receiver and receiver == scope.receiver and owner is not None and owner.kind == "class":
            known = owner.fields.setdefault(name, [])
            is_first = not bind.grows and all(each.grows for each in known)
            if is_first and not owner.literal and name not in owner.binds:
                self._add(node, "field", name, owner, code=written.value(self.source, node))
            known.append(bind)
        elif self.language.module_object and receiver and (holder := self.objects.of(receiver, scope)) is not None:
            holder.fields.setdefault(name, []).append(bind)
