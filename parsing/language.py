"""What a language tells the engine and the linker. One value of `Language` a folder of `parsing/languages/`."""

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


GROWN = "grown"  # the flag of a member that a class adds to, and binds nowhere
EXTENSION = "extension"  # the flag of a function that is written for a type which is not its own


class Shape(NamedTuple):
    """How a kind of syntax node is written as an expression: a rule of `Expressions`, or the language's own, and the
    fields it reads.
    """

    rule: "str | Callable[[Expressions, Node], str]"
    fields: tuple[str, ...] = ()


class Definable(NamedTuple):
    """A kind of definition node and the fields that hold its parts."""

    role: str  # function, class, lambda
    # a NodeKind, or what says it of the node; '' for function, method (inside a class) or class
    kind: "str | Callable[[Node], str]" = ""
    name: str = "name"  # '' for a class without one
    called: str = ""  # its name, where the node's own says something else: a constructor's
    params: str = "parameters"  # '.' for the node itself, where they are not listed
    returns: "str | Callable[[Node], Node | None]" = "return_type"  # a field, or what finds the node of the type
    body: str = "body"  # '.' for the node itself
    before: str = ""  # kinds of nodes before the body that belong to it, `a|b`: what a constructor initialises
    kinds: Mapping[str, str] = MappingProxyType({})  # NodeKind by the type of the body, where that decides
    bodiless: bool = False  # it may be without a body: an interface's method, a declaration
    sealed: bool = False  # of a class: its members are no names inside it


class Bound(NamedTuple):
    """A pattern and the value it takes. `only`: it holds inside that node and nowhere else."""

    target: Node
    expression: str
    annotation: str = ""
    after: int = -1  # byte from which it holds; -1: from the end of the statement
    until: int = -1  # byte up to which it rules; -1: to the end of the block it stands in
    only: bool = False  # it holds in between and nowhere else
    kind: str = ""  # of the definition, where it is not an ordinary variable, constant or field
    narrows: bool = False  # of a name that is bound already, and only then
    silent: bool = False  # no definition: another name for one
    assigns: bool = False  # the name is declared somewhere else
    defined: bool = False  # it binds nothing: of the declared type only the mention counts
    member: str = ""  # what it binds where the target is no name: `x["name"] = y` binds `x.name`


class Imported(NamedTuple):
    """One name an import statement brings in."""

    local: str  # '' where it binds none (a star import)
    spec: str
    name: str  # '' for the module itself, '*' for all that it exports, '?' for the module under the name it says it has
    whole: str = ""  # `import a.b` binds a, and imports a.b


class Head(NamedTuple):
    """What its place calls a definition that does not name itself: `const f = () => 1`, `A.prototype.f = function () {}`."""

    name: str  # '' where it is told by its number only
    node: Node  # all that belongs to the definition
    owner: str = ""  # as written: what it is assigned to a member of
    declares: bool = True  # the name, in the scope around; else it is declared somewhere else
    unnamed: bool = False  # the name is what others reach it by, and not its own


class Base(NamedTuple):
    """A type that a class names in its head."""

    expression: str
    node: Node
    kind: str = "base"  # or 'implements'


class Traits(NamedTuple):
    """What decorators, modifiers and the like say of a function."""

    receiver: str = "instance"  # what the first parameter of a method is: 'instance', 'class' or '', an ordinary one
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
    """What has a default is what most languages lack. docs/adding-a-language.md says which to begin with."""

    name: str
    grammar: Callable[[], Any]
    query: str  # the text of facts.scm
    shapes: Mapping[str, Shape]
    definables: Mapping[str, Definable]

    # Syntax: from nodes to bindings, types and imports.
    alike: frozenset[str] = frozenset()  # nodes that read the same wherever in a file their text stands
    patterns: frozenset[str] = frozenset()  # nodes that take a value apart: `a, b = x`
    parameters: Callable[["Expressions", Node], tuple[Param, ...]]  # of the node in the field `params`
    annotation: Callable[["Expressions", Node | None], str]  # a type as an expression, whose call is an instance of it
    binds: Callable[["Expressions", Node], Sequence[Bound]]
    imports: Callable[["Expressions", Node], Sequence[Imported]]
    bases: Callable[["Expressions", Node], Sequence[Base]] = _nothing  # of a class node
    type_params: Callable[["Expressions", Node, tuple[str, ...]], Sequence[str]] = (
        _nothing  # of a class node and its bases, or a method outside
    )
    made_of: Callable[["Expressions", Node], str] = _text  # of a class node: the type of which it is another name
    implicit: Callable[["Expressions", Node], Sequence[str]] = _nothing  # calls nobody wrote
    yielded: Callable[["Expressions", Node], str] = _text
    reads: Callable[["Expressions", Node], Sequence[Node]] = _nothing  # the names in a node that are only read there
    outer: Callable[["Expressions", Node], tuple[str, list[str]]] = lambda *_: (
        "",
        [],
    )  # 'global' or 'nonlocal', and names
    docstring: Callable[["Expressions", Node], str] = _text  # of a definition's node, or of the root
    documented: Callable[[Node], Node | None] = _none  # of a body: the statement in it that is its docstring
    traits: Callable[["Expressions", Node, tuple[str, ...]], Traits] = lambda *_: Traits()  # definition, its decorators
    head: Callable[["Expressions", Node], Head | None] = _none  # of a lambda, an object or a class without a name
    entered: Callable[["Expressions", Node, "Scope"], Sequence[tuple[str, str]]] = (
        _nothing  # closed: names that a function's body finds bound, beside its parameters
    )
    decorators: Callable[["Expressions", Node], Sequence[Node]] = _nothing  # inside a definition's node: annotations
    returned: Callable[["Expressions", Node], str] = _text  # the result's type where it stands outside of the syntax
    holder: Callable[[str], str] = lambda text: text  # what `x` in `x.name = y` adds a member to
    prepared: Callable[[bytes], bytes] = lambda source: source  # as the grammar can read it, every byte in its place
    # what holds a definition's name and parameters; None where it is no definition
    heading: Callable[["Expressions", Node], Node | None] = lambda _, node: node
    # name, and the last of its qualified name, of a definition where no field of its node says it
    called: Callable[["Expressions", Node], tuple[str, str]] = lambda *_: ("", "")
    # the type that a definition outside of it belongs to, seen from the scope; with a dot before it, from the file
    owner: Callable[["Expressions", Node], str] = _text
    # of a node that opens a type to add to it (parsing/opening.py): the type's qualified name
    opened: Callable[["Expressions", Node], str] = _text
    embedded: Callable[[bytes], Embedded] | None = None  # of a container: the code inside, which is in another language
    package: Callable[["Expressions", Node], str] = _text  # of the root: the package that the file says it is in
    marks: Callable[["Expressions", Node], Sequence[str]] = _nothing  # of the root: what else it says of itself

    # Names that mean something.
    # how names in expressions hold what is no letter: `$plus` -> `+`
    signs: Mapping[str, str] = field(default_factory=dict)
    parent_name: str = ""  # `super`
    module_object: str = ""  # `exports`: what a module is where it is used as a value
    default_name: str = ""  # `default`: the member that stands for the module object where a module has none
    hidden: Callable[[str], bool] = lambda name: name.startswith("_")  # names that a star import leaves out
    # whether a star import of this spec leaves out what is bound so
    keeps: Callable[[str, Item], bool] = lambda *_: False
    hoists: bool = False  # what a block declares is not known outside of it; inside, from its beginning
    merges: bool = False  # a name may be a type and a value at once
    keyed_members: bool = False  # `x["name"]` is `x.name`
    # decorators of functions that a test runner calls by the names of parameters
    fixtures: frozenset[str] = frozenset()
    is_test: Callable[[str, str], bool] = lambda *_: False  # path, name of a function: whether such a runner calls it
    shared_fixtures: Callable[[str], Sequence[str]] = _nothing  # path -> the files beside whose fixtures it may use
    tells_reads: bool = False  # the query captures names that are only read
    exports_name: str = ""  # `__all__`
    offers: Callable[[str], bool] = lambda _: False  # whether others are meant to use what the file imports
    getter_name: str = ""  # `getattr`
    hooks: bool = False  # methods may call what only classes below theirs define
    block_scopes: bool = False  # what a block binds (Bound.only) hides the name around it, and only from there on
    generic_functions: bool = False  # a function may be given type arguments in brackets: `f[T](x)`
    this_name: str = ""  # `this`, where a method does not list it as its first parameter: `parameters` then must
    constructor: str = ""  # the method that a call of the class runs; '{}' stands for the name of the class
    call_name: str = "__call__"  # the method that a call of an object runs
    bare_calls: bool = False  # a function that needs no arguments is called by its name alone: `x.f` (linking/bare.py)
    companions: bool = False  # a class used as a value is the object of its name, which has `$` behind it as an item
    open_classes: bool = False  # members of a class are names inside it: `f()` may mean `this.f()`
    annotates: bool = False  # decorators say something of a definition, and put nothing in its place
    points: bool = False  # what is indexed may be a pointer, and an element is what it points to
    qualified: bool = False  # a name may be written with its package: `a.b.C`
    functional: bool = False  # functions are handed over as objects of an interface that has one method
    blocks: bool = False  # what a function yields is handed to the block of its call, and is no result
    reopens: bool = False  # any file may add to a class, and a class has methods of its own, apart from its objects'
    maker: str = ""  # the method of a class that makes an object of it: `new`
    makers: frozenset[str] = frozenset()  # methods that a class has from outside, by custom, which give an object of it
    overloads: bool = False  # one name may have several definitions at once, told apart by their parameters
    file_types: bool = False  # a file is a type: what it has at its top are the members of its instances
    counted: bool = (
        False  # a function that takes another number of arguments than it is given is not the one that is meant
    )
    labelled: bool = False  # arguments say by labels which parameters they are for (linking/labels.py)
    certain: bool = False  # nor is one that what it is given does not fit, or that only a guess could choose
    # functions may be called as members of what they take first (linking/extensions.py): '' no; 'named' as a file sees any name;
    # 'offered' by the namespaces that it opens, see `extensions.shared`; 'added' to types outside by whoever opens them
    extends: str = ""
    receives: bool = False  # functions and lambdas may be given a `this` that is not of a class around them
    widens: bool = True  # an int may be given where a long is wanted
    conversions: bool = False  # a type may be another one under a new name: calling it converts, and makes nothing

    # Modules: which file or package a name outside the file means.
    module_name: Callable[[str, "Reads"], str]  # path -> name in the language's own style
    resolve: Callable[[str, str, "Reads"], "Value | None"]  # importer, spec -> module or package
    importing: Callable[[str], str] = lambda path: path  # importer -> a path for which every import means the same
    submodule: Callable[["Value", str, "Reads"], "Value | None"] = _none  # a module inside a module or namespace
    shares: Callable[[str, Interface], Shared] | None = None  # names that other files see without an import of this one
    # file, name, reads -> which places that share a name the file sees, where that is no matter of a namespace
    sees: Callable[[str, str, "Reads"], "Sequence[Place]"] | None = None
    # file, places that share a name, reads -> those of them that the file can mean, where it sees no others
    meant: Callable[[str, "Sequence[Place]", "Reads"], "Sequence[Place]"] | None = None
    # file, its package, reads -> the other namespaces whose names it sees without importing them, nearest first
    beside: Callable[[str, str, "Reads"], Sequence[str]] = _nothing
    casts: bool = False  # the name of an enumeration converts to it where it is called, and makes nothing
    variant: Callable[[str, Interface], str] = (
        _text  # of several that share a name: for which build; '' for the ordinary
    )
    namespace: Callable[[str, str], str] = _text  # path, package -> where the file looks for names it does not bind

    # What lies outside, as far as values of the repository pass through it.
    results: Mapping[str, str] = field(default_factory=dict)  # what well-known callables return: see linking/calls.py
    handed: Mapping[str, str] = field(default_factory=dict)  # what well-known callables call of what they are given
    types: Mapping[str, str] = field(default_factory=dict)  # well-known generic types: full name -> kind of container
    builtins: frozenset[str] = frozenset()
    is_type: Callable[[str], bool] = lambda _: False  # whether a full name outside is a type's, by custom
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # a type outside -> itself and those above it
    top: str = ""  # the type above all
    never_null: frozenset[str] = frozenset()  # kinds of types of the repository, and types outside
