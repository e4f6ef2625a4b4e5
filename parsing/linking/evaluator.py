"""Evaluates expressions to values, on demand, from raw interface items alone."""

import re
from collections.abc import Iterator, Sequence

from graph.facts import Item, Param
from parsing import terms
from parsing.language import EXTENSION, Language
from parsing.linking import (
    bare_calls,
    calls,
    extensions,
    generics,
    indexing,
    members,
    overloads,
    partial,
    scoped,
    visible,
)
from parsing.linking.memory import Memory
from parsing.linking.namespaces import Place
from parsing.linking.notes import UNSETTLED
from parsing.linking.reads import Reads
from parsing.linking.values import (
    FROM_ARGUMENTS,
    NOWHERE,
    ORDERED,
    THROUGH_TYPE,
    WRITTEN,
    Frame,
    Value,
    Values,
    external,
    held,
    is_callable,
    keyed,
    union,
    unnamed,
)

CLASSES = frozenset({"class", "interface", "trait", "struct", "enum", "union"})
FUNCTIONS = frozenset({"function", "method", "lambda"})
Given = dict[tuple[str, str], Values]  # (function, parameter) of a file -> the arguments that its calls pass
_BROUGHT = re.compile(r"<![^:<>]+:[^:<>]+>").fullmatch  # a name imported from another module
_OUTSIDE = {"%": "type", '"': "constant"}


class Evaluator(Memory):
    """The evaluator of one file. Every evaluation is memoised, guarded against recursion and bound by a step budget."""

    def __init__(self, path: str, language: Language, reads: Reads, *, alone: bool = False) -> None:
        """`alone`: reuse no answers that other files of the run found."""
        interface = reads.own() if language.shares is not None else None
        self.language = language
        # The build variant of this file.
        self.variant = language.variant(path, interface) if interface is not None else ""
        super().__init__(path, reads, None if alone else reads.common(language.name, self.variant))
        self.given: Given = {}

    def learnt(self, function: str, name: str) -> Values:
        """The arguments that calls in this file pass for a parameter of one of its functions."""
        return self.given.get((function, name), ())

    def values(self, path: str, expression: str, frame: Frame = NOWHERE) -> Values:
        if not expression:
            return ()
        asked = (path, expression) if frame is NOWHERE else (path, expression, frame)
        known = self.known.get(asked)
        if known is None:
            own = path == self.path or (frame.receiver is not None and frame.receiver.path == self.path)
            known = self.evaluate(asked, own, self._term, path, expression, frame)
        if self.reads.note is not None or known[2] is UNSETTLED:
            self.used(known)
        else:
            self.how |= known[1]
        values: Values = known[0]
        return values

    def member(self, value: Value, name: str) -> Values:
        """A member of a file, a class or an instance; memoised, as all methods that ask it of `self` get the same."""
        own = value.path == self.path or (value.receiver is not None and value.receiver.path == self.path)
        return self.kept(own, members.of_files, value, name)

    def instances(self, path: str, annotation: str) -> Values:
        """Instances of an annotated type."""
        return self.values(path, terms.then(annotation, "()"))

    def item_values(self, path: str, name: str, item: Item, frame: Frame = NOWHERE) -> Values:
        """The values of a name of a file: its definition, and whatever it is bound to."""
        own: Values = ()
        if item.kind in CLASSES or "members" in item.flags or partial.PARTIAL in item.flags:
            own = partial.whole(self, path, name, item)
            own += overloads.beside(path, name, item) if self.language.extends == "named" else ()
        elif item.kind in FUNCTIONS:
            own = overloads.every(path, name, item)
        elif "object" in item.flags or (item.kind == "module" and name):
            own = self._object(path, name, item)
        if item.declared and item.kind not in FUNCTIONS:
            self.how |= THROUGH_TYPE
            own = union(own, self.values(path, item.declared, frame))
        return own if own and not unnamed(own) else union(own, self.bound(path, item))

    def _object(self, path: str, name: str, item: Item) -> Values:
        """A singleton; nothing if its declared type is one of the repository's, which then determines its members."""
        if any(value.kind == "instance" for value in self.values(path, item.declared)):
            return ()
        return union((Value("instance", path, name),), self.bound(path, item))

    def bound(self, path: str, item: Item) -> Values:
        if any(not value.startswith("<!") for value in item.values):
            self.how |= THROUGH_TYPE
        found = union(*(self.values(path, value) for value in item.values))
        imported = not self.language.bare_calls or any(value.startswith("<!") for value in item.values)
        return found if imported else bare_calls.given(self, found)

    def name(self, path: str, name: str) -> Values:
        """The values of a name as the file sees it; memoised where the look-up goes beyond the file itself."""
        if self.language.shares is None:
            return self.called(path, name)
        return self.kept(path == self.path, Evaluator.called, path, name)

    def called(self, path: str, name: str) -> Values:
        if name[-1] == terms.TYPE:
            name = name[:-1]
            return self.name(path, name) or ((Value("type", name=name),) if self.language.is_type(name) else ())
        item = self.reads.item(path, name)
        if item is not None:
            own = self.item_values(path, name, item)
            return union(own, visible.beside(self, path, name, item)) if self.language.extends == "named" else own
        if self.language.sees is not None:
            return self._seen(path, name) or self._builtin(name)
        namespace = self.namespace(path)
        found = visible.shared(self, path, name) or self._starred(path, name)
        # A function does not hide a type of the same name: `fun String(x: Int): String`.
        if not found or (self.language.extends == "named" and all(value.kind == "function" for value in found)):
            found = union(found, self._builtin(name))
        return found or (visible.package_of(self, path, name) if namespace else ())

    def namespace(self, path: str) -> str:
        """The namespace in which a file looks up names that it does not bind; '' if its language has none."""
        if self.language.shares is None:
            return ""
        item = self.reads.item(path, "")
        return self.language.namespace(path, item.declared) if item is not None else ""

    def shared(self, namespace: str, name: str) -> Values:
        """The values of a name shared in a namespace; several if several files define it."""
        return self.among(self.reads.named(namespace, name, self.variant))

    def among(self, places: Sequence[Place]) -> Values:
        """The values at those places that this file can mean by the shared name."""
        chosen = len(places) > 1 and self.language.meant is not None
        return self.placed(self.meant(self.reads.path, places) if chosen else places)

    def meant(self, path: str, places: Sequence[Place]) -> Sequence[Place]:
        """Narrows several places that share a name to those that a file can mean."""
        meant = self.language.meant
        return meant(path, places, self.reads) if meant is not None and len(places) > 1 else places

    def places(self, path: str, name: str) -> Sequence[Place]:
        """The places visible to the file that define a name which the file itself does not."""
        if self.language.sees is not None:
            return self.language.sees(path, name, self.reads)
        namespace = self.namespace(path)
        return self.reads.named(namespace, name, self.variant) if namespace else ()

    def sharing(self, name: str) -> list[tuple[str, str]]:
        """All places that share a name, whether visible to this file or not."""
        namespace = self.language.namespace(self.path, name) if self.language.sees is not None else ""
        return [(path, local) for path, local, _ in self.reads.named(namespace, name)] if namespace else []

    def _seen(self, path: str, name: str) -> Values:
        """The values of a name visible to the file, else of the name in the namespaces that the file uses."""
        if terms.SCOPE in name:
            return scoped.value(self, path, name)
        found = self.placed(self.places(path, name))
        using = self.reads.item(path, terms.USING) if not found and "." not in name else None
        inside = (self.name(path, f"{each}.{name}") for each in (using.values if using is not None else ()))
        return found or next(filter(None, inside), ())

    def placed(self, places: Sequence[Place]) -> Values:
        found: list[Values] = []
        for path, qualname, _ in places:
            item = self.reads.item(path, qualname)
            found.append(self.item_values(path, qualname, item) if item is not None else ())
        return union(*found)

    def constructor(self, name: str) -> str:
        """The qualified name of the class's constructor."""
        return f"{name}.{self.language.constructor.format(name.rpartition('.')[2])}"

    def module(self, importer: str, spec: str) -> Value | None:
        place = self.language.importing(importer)
        return self.once(place == self.path, Evaluator._resolved, place, spec)

    def _resolved(self, place: str, spec: str) -> Value | None:
        return self.language.resolve(place, spec, self.reads)

    def imported(self, path: str, spec: str, name: str) -> Values:
        found = self.module(path, spec)
        if found is None:
            return ()
        whole = self._module_object(found)
        if whole and (not name or name == self.language.default_name):
            return members.member(self, found, name) or whole if name else whole
        offered = union(*(members.member(self, each, name) for each in whole))
        return offered or (members.member(self, found, name) if name else (found,))

    def _module_object(self, found: Value) -> Values:
        """What a module stands for when used as a value, if that is not its names: `module.exports = f`."""
        name = self.language.module_object
        item = self.reads.item(found.path, name) if name and found.kind == "module" else None
        if item is None or (len(item.values) == 1 and _BROUGHT(item.values[0])):  # an import of that name
            return ()
        return self.item_values(found.path, name, item)

    def _term(self, path: str, expression: str, frame: Frame) -> Values:
        term = terms.term(expression)
        if term.base:
            base = self.values(path, term.base, frame)
            return self._step(path, term, base, frame) if base else ()
        if term.kind == "sigil":
            return self._sigil(path, term, frame)
        if term.kind == "name":
            told = generics.argument(self, path, term.text, frame) if frame is not NOWHERE else ()
            return told or self.name(path, term.text)
        if term.kind == "container":
            return self._container(path, term, frame)
        return union(*(self.values(path, part, frame) for part in term.parts))

    def _step(self, path: str, term: terms.Term, base: Values, frame: Frame) -> Values:
        if term.kind != "call" and self.language.bare_calls:
            base = bare_calls.given(self, base)
        if term.kind == "member":
            found = extensions.member if self.language.extends else members.member
            if len(base) == 1:
                return found(self, base[0], term.text, path)
            return union(*(found(self, value, term.text, path) for value in base))
        if term.kind == "call":
            return calls.called(self, path, base, term.parts, frame)
        return indexing.indexed(self, path, base, term.parts, frame)

    def _sigil(self, path: str, term: terms.Term, frame: Frame) -> Values:
        sigil, before, name = term.parts
        text = term.text[1:]
        if sigil == "@":
            item = self.reads.item(path, text)
            return self.item_values(path, text, item) if item else ()
        if sigil == "$":
            return self._parameter(path, before, name, frame)
        if sigil == "!":
            return self.imported(path, before, name)
        if sigil == ".":
            return self._inside(path, before, name, frame)
        return self._outside(path, sigil, text, frame)

    def _outside(self, path: str, sigil: str, text: str, frame: Frame) -> Values:
        """The sigils that need no look-up in the file: `super`, well-known types and literals."""
        if sigil == "~":
            return (Value("super", path, text, frame.receiver),)
        if sigil == "%" and text == "self" and frame.receiver is not None:
            return (frame.receiver._replace(kind="class", receiver=None),)
        return (Value(_OUTSIDE[sigil], name=text),) if sigil in _OUTSIDE else (held(text),)

    def _inside(self, path: str, owner: str, name: str, frame: Frame) -> Values:
        """A name used inside a class: a member of it, else of an enclosing class, else a name of the file."""
        if name and frame is not NOWHERE and (told := generics.argument(self, path, name, frame)):
            return told
        # The receiver of a method of a nested class is an instance of that class, not of this one.
        this = frame.receiver if frame.function.rpartition(".")[0] == owner else None
        this = this or Value("instance", path, owner)
        while name and owner:
            found = self._member_inside(this, name, path)
            if found:
                return found
            owner = owner.rpartition(".")[0]
            this = Value("instance", path, owner)
        return self.name(path, name.removesuffix(terms.CALLED)) if name else (this,)

    def _member_inside(self, this: Value, name: str, path: str) -> Values:
        if name[-1] == terms.TYPE:
            inner = members.find(self, this, name[:-1])
            is_type = inner is not None and (inner.item.kind in CLASSES or inner.item.kind == "type_alias")
            return self.item_values(inner.path, inner.qualname, inner.item) if inner is not None and is_type else ()
        if name[-1] == terms.CALLED:  # a field of that name only if it is callable
            found = members.member(self, this, name[:-1])
            return tuple(each for each in found if each.kind == "function" or is_callable(each))
        find = extensions.member if self.language.receives or self.language.extends == "added" else members.member
        return scoped.member(self, this, name) if terms.SCOPE in name else find(self, this, name, path)

    def _container(self, path: str, term: terms.Term, frame: Frame) -> Values:
        if term.text == "first":
            return next(filter(None, (self.values(path, part, frame) for part in term.parts)), ())
        if term.text == "dict":
            pairs = [part.partition("=")[::2] for part in term.parts]
            return (keyed([(key, self.values(path, value, frame)) for key, value in pairs]),)
        parts = [self.values(path, part, frame) for part in term.parts]
        if term.text in ORDERED and len(parts) > 1:
            return (held(term.text, union(*parts), *(parts if len(parts) <= WRITTEN else ())),)
        return (held(term.text, *parts),)

    def _starred(self, path: str, name: str) -> Values:
        return next(filter(None, self.starred(path, name)), ())

    def starred(self, path: str, name: str) -> Iterator[Values]:
        """The values that each star import gives a name, the last import first."""
        stars = self.reads.item(path, "*")
        for spec in reversed(stars.values if stars else ()):
            source = self.module(path, spec)
            if source is not None and self.offers(source, name) and not self._keeps(source, spec, name):
                whole = source.kind == "package"  # only what its files share, no subpackages
                yield self.shared(source.name, name) if whole else members.member(self, source, name)

    def offers(self, source: Value, name: str) -> bool:
        """Whether a star import from there binds this name."""
        return source.kind in {"package", "class"} or (source.kind == "module" and self._exports(source.path, name))

    def _keeps(self, source: Value, spec: str, name: str) -> bool:
        item = self.reads.item(source.path, name) if source.kind == "module" else None
        return item is not None and self.language.keeps(spec, item)

    def _exports(self, path: str, name: str) -> bool:
        listed = self.reads.item(path, self.language.exports_name) if self.language.exports_name else None
        return name in listed.values if listed else not self.language.hidden(name)

    def _builtin(self, name: str) -> Values:
        if name in self.language.types:
            return (Value("type", name=self.language.types[name]),)
        return (external(name),) if name in self.language.builtins else ()

    def _parameter(self, path: str, function: str, name: str, frame: Frame) -> Values:
        item = self.reads.item(path, function)
        if item is None:
            return ()
        place = 0
        for param in item.params:
            if param.name == name:
                break
            place += 1
        else:
            return ()
        if place == 0 and item.receiver and not (EXTENSION in item.flags and frame.function != function):
            return self._receiver(path, function, item, frame)
        self.how |= THROUGH_TYPE
        typed = self._annotated(path, param) if param.annotation else self._overridden(path, function, item, place)
        return typed if typed and not unnamed(typed) else union(typed, self._passed(path, function, param, frame))

    def _passed(self, path: str, function: str, param: Param, frame: Frame) -> Values:
        """The arguments known for a parameter: of this call, or of any call in the file, and its default."""
        name = param.name
        passed = dict(frame.args).get(name, ()) if frame.function == function else ()
        if path != self.path:
            return passed or self.values(path, param.default)
        self.how |= FROM_ARGUMENTS
        return passed or union(self.values(path, param.default), self.learnt(function, name))

    def _overridden(self, path: str, function: str, item: Item, place: int) -> Values:
        """The parameter's type as annotated on the method that this one overrides."""
        owner, _, name = function.rpartition(".")
        found = members.find(self, Value("super", path, owner), name) if item.kind == "method" else None
        if found is None or place >= len(found.item.params) or found.item.kind not in FUNCTIONS:
            return ()
        param = found.item.params[place]
        same = param.name == item.params[place].name and param.annotation
        return self._annotated(found.owner.path, param) if same else ()

    def _annotated(self, path: str, param: Param) -> Values:
        found = self.instances(path, param.annotation)
        if param.kind == "*":
            return (held("list", found),)
        return (held("dict", (), found),) if param.kind == "**" else found

    def _receiver(self, path: str, function: str, item: Item, frame: Frame) -> Values:
        if frame.function == function and frame.receiver is not None:
            return (frame.receiver,)
        kind, owner = "class" if item.receiver == "class" else "instance", function.rpartition(".")[0]
        owner = owner.removesuffix(f".{terms.SINGLETON}") if self.language.reopens else owner
        if kind == "class":
            self.how |= THROUGH_TYPE  # it may be a subclass of this one
        own = self.reads.item(path, owner)
        if self.language.shares is None or (own is not None and not any(each[:2] == "<!" for each in own.values)):
            return (Value(kind, path, owner),)
        return tuple(each._replace(kind=kind) for each in self.name(path, owner) if each.kind == "class")
