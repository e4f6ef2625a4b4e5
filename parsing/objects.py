"""Members that are added to an object outside its body: `exports.f = ...`, `A.prototype.f = ...`, `object.f = ...`."""

from collections import Counter

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions
from parsing.language import Head, Language
from parsing.scopes import Scope, find

_DEPTH = 4  # names in the dotted name of the object


class Objects:
    """The scopes of such members, by the qualified name of the object."""

    def __init__(self, language: Language, module: Scope, classes: list[Scope]) -> None:
        self._language = language
        self._module = module
        self._classes = classes
        self._names: dict[int, str] = {}  # by node
        self._counts: Counter[tuple[str, str]] = Counter()

    def name(self, expressions: Expressions, node: Node, scope: Scope) -> str:
        """The qualified name of an unnamed definition: from its context, else from its number in the scope."""
        known = self._names.get(node.id)
        if known is None:
            head = self._language.head(expressions, node)
            known = self._member(head, scope) if head is not None and head.name else ""
            if not known:
                role = head.name if head is not None and head.name else self._language.definables[node.type].role
                self._counts[role, scope.qualname] += 1
                known = scope.local(f"{role}#{self._counts[role, scope.qualname]}")
            self._names[node.id] = known
        return known

    def of(self, written: str, scope: Scope) -> Scope | None:
        """The scope that holds the object's members; None if the object is not of this file."""
        qualname = self.qualname(written, scope)
        if not qualname:
            return None
        for known in self._classes:
            if known.qualname == qualname:
                return known
        made = Scope("class", qualname, 0, self._module, 0, 0, sealed=True, literal=True)
        self._classes.append(made)
        return made

    def qualname(self, written: str, scope: Scope) -> str:
        text = self._language.holder(written)
        if not terms.is_dotted(text) or text.count(".") >= _DEPTH:
            return ""
        root, _, rest = text.partition(".")
        if root == self._language.this_name:
            return _constructing(scope, root) if not rest else ""
        found, _ = find(root, scope)
        if found is None:
            return text
        bound = found.binds[root][-1].expression
        if bound.startswith(("<$", "<!")):
            return ""
        name = bound[2:-1] if bound.startswith("<@") and bound.endswith(">") else found.local(root)
        return f"{name}.{rest}" if rest else name

    def _member(self, head: Head, scope: Scope) -> str:
        """The qualified name of a definition that is assigned to a name or a member; '' if the name is taken."""
        owner = self.of(head.owner, scope) if head.owner else scope
        if owner is None:
            return ""
        taken = (
            owner is scope
            and head.declares
            and any(bind.only or bind.closed for bind in scope.binds.get(head.name, ()))
        )
        return "" if taken else owner.local(head.name)


def _constructing(scope: Scope, this: str) -> str:
    """The class or object that `this` is an instance of here, or the function that constructs it."""
    current: Scope | None = scope
    while current is not None and current.kind == "lambda" and this not in current.binds:
        current = current.parent
    if current is None or current.kind != "function":
        return ""
    if not current.receiver:
        return current.qualname
    return current.parent.qualname if current.parent is not None and current.parent.kind == "class" else ""
