"""What the engine and the linker need to know of a language: one `Language` per folder of `parsing/languages/`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from tree_sitter import Node

from graph.facts import Item, Param
from parsing.embedding import Embedded

if TYPE_CHECKING:
    from parsing.expressions import Expressions
    from parsing.linking.namespaces import Place
    from parsing.linking.reads import Reads
    from parsing.linking.values import Value
    from parsing.scopes import Scope


GROWN = "grown"  # flag of a member that its class adds to but never binds
EXTENSION = "extension"  # flag of a function that extends a type from outside


class Shape(NamedTuple):
    """How a kind of syntax node becomes an expression: by a rule of `Expressions`, with the fields it reads, or by a
    function of the language.
    """

    rule: "str | Callable[[Expressions, Node], str]"
    fields: tuple[str, ...] = ()


class Definable(NamedTuple):
    """A kind of definition node and the fields that hold its parts."""

    role: str  # function, class, lambda
    # a NodeKind, or a function of the node that returns it; '' for function, method (inside a class) or class
    kind: "str | Callable[[Node], str]" = ""
    name: str = "name"  # '' for an anonymous class
    called: str = ""  # a fixed name instead of the node's own: a constructor's
    params: str = "parameters"  # '.' for the node itself, where parameters have no list of their own
    returns: "str | Callable[[Node], Node | None]" = "return_type"  # a field, or a function that finds the type's node
    body: str = "body"  # '.' for the node itself
    before: str = ""  # kinds of nodes (`a|b`) before the body that belong to it: a constructor's initialisers
    kinds: Mapping[str, str] = MappingProxyType({})  # NodeKind by the type of the body's node, where that decides
    bodiless: bool = False  # it may have no body: an interface's method, a declaration
    sealed: bool = False  # of a class: its members are not in scope inside it


class Bound(NamedTuple):
    """A pattern and the value bound to it."""

    target: Node
    expression: str
    annotation: str = ""
    after: int = -1  # byte from which it holds; -1: from the end of the statement
    until: int = -1  # byte up to which it hides earlier bindings; -1: to the end of its block
    only: bool = False  # it holds between these two bytes and nowhere else
    kind: str = ""  # NodeKind of the definition, unless that is an ordinary variable, constant or field
    narrows: bool = False  # it narrows or extends what an already bound name holds, and binds no new name
    silent: bool = False  # it makes no definition: the name is an alias
    assigns: bool = False  # the name is declared elsewhere
    defined: bool = False  # it binds nothing: only the use of the declared type is recorded
    member: str = ""  # what it binds if the target is no name: `x["name"] = y` binds `x.name`


class Imported(NamedTuple):
    """One name that an import statement brings into scope."""

    local: str  # '' if it binds none (a star import)
    spec: str
    name: str  # '' for the module itself, '*' for all it exports, '?' for the module under the name it declares
    whole: str = ""  # `import a.b` binds a, and imports a.b


class Head(NamedTuple):
    """The name that context gives to an unnamed definition: `const f = () => 1`, `A.prototype.f = function () {}`."""

    name: str  # '' if it gets a number only
    node: Node  # the whole of the definition
    owner: str = ""  # as written: the object to a member of which it is assigned
    declares: bool = True  # it declares the name in the enclosing scope; else the name is declared elsewhere
    unnamed: bool = False  # others reach it by the name, which is not its own


class Base(NamedTuple):
    """A base type in the header of a class."""

    expression: str
    node: Node
    kind: str = "base"  # or 'implements'


class Traits(NamedTuple):
    """What decorators, modifiers and the like say of a function."""

    receiver: str = "instance"  # what a method's first parameter is: 'instance', 'class' or '' for an ordinary one
    flags: tuple[str, ...] = ()


Interface = Mapping[str, Item]
Shared = Mapping[str, Mapping[str, str]]  # namespace -> name in it -> qualname in the file


def _none(*_: Any) -> None:
    return None


def _text(*_: Any) -> str:
    return ""


def _nothing(*_: Any) -> Sequence[Any]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """Most languages lack what has a default here. docs/adding-a-language.md says which fields to start with."""

    name: str
    grammar: Callable[[], Any]
    query: str  # the text of facts.scm
    shapes: Mapping[str, Shape]
    definables: Mapping[str, Definable]

    # Syntax: from nodes to bindings, types and imports.
    alike: frozenset[str] = frozenset()  # kinds of nodes that read the same wherever in a file their text stands
    patterns: frozenset[str] = frozenset()  # kinds of nodes that destructure a value: `a, b = x`
    parameters: Callable[["Expressions", Node], tuple[Param, ...]]  # of the node in the field `params`
    annotation: Callable[["Expressions", Node | None], str]  # a type as an expression, whose call is an instance of it
    binds: Callable[["Expressions", Node], Sequence[Bound]]
    imports: Callable[["Expressions", Node], Sequence[Imported]]
    bases: Callable[["Expressions", Node], Sequence[Base]] = _nothing  # of a class node
    # of a class node and its bases, or of a method written outside its class
    type_params: Callable[["Expressions", Node, tuple[str, ...]], Sequence[str]] = _nothing
    made_of: Callable[["Expressions", Node], str] = _text  # of a class node: the type that it is an alias of
    implicit: Callable[["Expressions", Node], Sequence[str]] = _nothing  # calls that are not spelled out
    yielded: Callable[["Expressions", Node], str] = _text
    reads: Callable[["Expressions", Node], Sequence[Node]] = _nothing  # the names in a node that are only read there
    # 'global' or 'nonlocal', and the names
    outer: Callable[["Expressions", Node], tuple[str, list[str]]] = lambda *_: ("", [])
    docstring: Callable[["Expressions", Node], str] = _text  # of a definition's node, or of the root
    documented: Callable[[Node], Node | None] = _none  # of a body: its docstring statement
    traits: Callable[["Expressions", Node, tuple[str, ...]], Traits] = lambda *_: Traits()  # definition, decorators
    head: Callable[["Expressions", Node], Head | None] = _none  # of a lambda, an object or an anonymous class
    # names that are bound inside a function besides its parameters, each with a closed expression
    entered: Callable[["Expressions", Node, "Scope"], Sequence[tuple[str, str]]] = _nothing
    decorators: Callable[["Expressions", Node], Sequence[Node]] = _nothing  # inside a definition's node: annotations
    returned: Callable[["Expressions", Node], str] = _text  # the result where no syntax declares it: a doc comment's
    holder: Callable[[str], str] = lambda text: text  # `x` of `x.name = y` -> what the member is added to
    prepared: Callable[[bytes], bytes] = lambda source: source  # as the grammar can read it; no byte changes place
    # the node that holds a definition's name and parameters; None if the node is no definition
    heading: Callable[["Expressions", Node], Node | None] = lambda _, node: node
    # name, and last part of the qualified name, of a definition whose node has no field for it
    called: Callable[["Expressions", Node], tuple[str, str]] = lambda *_: ("", "")
    # the type that a definition written outside it belongs to, relative to the scope; with a leading dot, to the file
    owner: Callable[["Expressions", Node], str] = _text
    # of a node that opens a type to add to it (parsing/opening.py): the type's qualified name
    opened: Callable[["Expressions", Node], str] = _text
    embedded: Callable[[bytes], Embedded] | None = None  # of a container: the code inside, which is in another language
    package: Callable[["Expressions", Node], str] = _text  # of the root: the package that the file declares
    marks: Callable[["Expressions", Node], Sequence[str]] = _nothing  # of the root: what else the file declares

    # Names with a special meaning, and how names behave.
    # how expressions spell operator characters in names: `$plus` -> `+`
    signs: Mapping[str, str] = field(default_factory=dict)
    parent_name: str = ""  # `super`
    module_object: str = ""  # `exports`: the module as a value
    default_name: str = ""  # `default`: the member that stands for the module object if a module has none
    hidden: Callable[[str], bool] = lambda name: name.startswith("_")  # names that a star import leaves out
    # whether a star import of this spec leaves out a name with this item
    keeps: Callable[[str, Item], bool] = lambda *_: False
    hoists: bool = False  # declarations are block-scoped, and in scope from the beginning of the block
    merges: bool = False  # a name may be a type and a value at once
    keyed_members: bool = False  # `x["name"]` is `x.name`
    # decorators of fixtures: functions whose results a test runner passes to parameters of the same name
    fixtures: frozenset[str] = frozenset()
    is_test: Callable[[str, str], bool] = lambda *_: False  # path, function name -> whether such a runner calls it
    shared_fixtures: Callable[[str], Sequence[str]] = _nothing  # path -> the other files whose fixtures it may use
    tells_reads: bool = False  # the query captures names that are only read
    exports_name: str = ""  # `__all__`
    offers: Callable[[str], bool] = lambda _: False  # path -> whether what the file imports is meant as a re-export
    getter_name: str = ""  # `getattr`
    hooks: bool = False  # methods may call what only subclasses define
    block_scopes: bool = False  # what a block binds (Bound.only) shadows the outer name, and only from there on
    generic_functions: bool = False  # a function may take type arguments in brackets: `f[T](x)`
    this_name: str = ""  # `this`, if methods do not list it as their first parameter: `parameters` then must
    constructor: str = ""  # the method that a call of the class runs; '{}' stands for the name of the class
    call_name: str = "__call__"  # the method that a call of an object runs
    bare_calls: bool = (
        False  # a function that needs no arguments is called by its name alone: `x.f` (linking/bare_calls.py)
    )
    companions: bool = False  # a class used as a value is its companion object, whose item has `$` behind its name
    open_classes: bool = False  # members of a class are in scope inside it: `f()` may mean `this.f()`
    annotates: bool = False  # decorators only annotate a definition and do not replace it
    points: bool = False  # what is indexed may be a pointer, whose elements are what it points to
    qualified: bool = False  # a name may be written with its package: `a.b.C`
    functional: bool = False  # functions are passed as objects of a functional interface, which has one method
    blocks: bool = False  # what a function yields is passed to the block of its call and is not its result
    reopens: bool = False  # any file may reopen a class, and a class has singleton methods besides instance methods
    maker: str = ""  # the method of a class that instantiates it: `new`
    makers: frozenset[str] = frozenset()  # methods that external bases usually provide and that return an instance
    overloads: bool = False  # one name may have several definitions at once, told apart by their parameters
    file_types: bool = False  # a file is a type, and its top-level names are the members of the type's instances
    counted: bool = False  # overload resolution rules out a function that takes another number of arguments
    labelled: bool = False  # argument labels say which parameters they are for (linking/labels.py)
    certain: bool = False  # overload resolution also rules out what arguments do not fit, or only a guess could choose
    # extension functions, called as members of their first parameter (linking/extensions.py): '' for none; 'named': in
    # scope like any other name; 'offered': by the namespaces that a file opens, see `extensions.shared`; 'added': to
    # external types, by whoever opens these
    extends: str = ""
    receives: bool = False  # functions and lambdas may have a `this` other than that of an enclosing class
    widens: bool = True  # an int may be passed where a long is wanted
    conversions: bool = False  # a type may be another one under a new name: calling it converts, and makes nothing

    # Modules: which file or package a name from outside the file means.
    module_name: Callable[[str, "Reads"], str]  # path -> name in the language's own style
    resolve: Callable[[str, str, "Reads"], "Value | None"]  # importer, spec -> module or package
    importing: Callable[[str], str] = lambda path: path  # importer -> a path for which each import resolves the same
    submodule: Callable[["Value", str, "Reads"], "Value | None"] = _none  # a module inside a module or namespace
    shares: Callable[[str, Interface], Shared] | None = None  # names that other files see without importing this one
    # file, name, reads -> which of the places that share the name the file sees, if no namespace decides that
    sees: Callable[[str, str, "Reads"], "Sequence[Place]"] | None = None
    # file, places that share a name, reads -> those of them that the file can mean
    meant: Callable[[str, "Sequence[Place]", "Reads"], "Sequence[Place]"] | None = None
    # file, its package, reads -> the other namespaces whose names it sees without importing them, nearest first
    beside: Callable[[str, str, "Reads"], Sequence[str]] = _nothing
    casts: bool = False  # calling the name of an enumeration converts to it, and makes nothing
    variant: Callable[[str, Interface], str] = _text  # the build that a file is for; '' for the ordinary one
    namespace: Callable[[str, str], str] = _text  # path, package -> where the file looks for names it does not bind

    # External code, as far as values of the repository pass through it.
    results: Mapping[str, str] = field(default_factory=dict)  # what well-known callables return: see linking/calls.py
    handed: Mapping[str, str] = field(default_factory=dict)  # which of their arguments well-known callables call
    types: Mapping[str, str] = field(default_factory=dict)  # well-known generic types: full name -> kind of container
    builtins: frozenset[str] = frozenset()
    is_type: Callable[[str], bool] = lambda _: False  # whether an external full name is a type's, by convention
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # an external type -> itself and its supertypes
    top: str = ""  # the supertype of all types
    never_null: frozenset[str] = frozenset()  # external types, and NodeKinds of types, whose values are never null
