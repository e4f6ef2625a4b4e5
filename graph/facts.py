"""What one blob contains: with positions (`Facts`), and as other files may read it (`Item`). Made by the extractor,
read by the linker.

Expressions are strings in one language-neutral form:

    expression  := chain ('|' chain)*                 the alternatives a name may be bound to; '' is unknown
    chain       := root ('.' name | '(' arguments ')' | '[' keys ']')*
    root        := name                               of this module, of a star import, or built in
                 | '(' expression ')'
                 | '<@qualname>'                      a definition of this file
                 | '<$qualname:name>'                 a parameter of a definition of this file
                 | '<!spec:name>'                     an import; no name: the module itself
                 | '<~qualname>'                      the rest of the method resolution order after this class
                 | '<.qualname:name>'                 a name used inside this class: a member of it or of an enclosing
                                                      class, or a name of the file; no name: the receiver of its
                                                      methods, an instance of the class
                 | '<%kind>'                          a generic type that needs no import: a list, a function, ...
                 | "<'type>"                          a literal; '<"text>' if its text may be a name
                 | '{type:expression,...}'            a container and its elements; of type 'first': the first of
                                                      these expressions that turns out to be known

Some keys ask for more than an element:

    x[*]             what iterating over x gives
    x[!]             what awaiting x gives
    x[&0]            the first argument that x is called with
    x[@0], x[@a]     what x takes as its first argument, or as the one labelled a, when it is called or constructed
    x[^0]            the first argument that x passes to its block
    <%new>[x](...)   what `new` makes of x, if that differs from the result of calling x

An annotation T is written as the call `T()`: an instance of T. Local variables are replaced by what they are bound to
at the place of use, so an expression reads the same in any file.
"""

from typing import NamedTuple


class Param(NamedTuple):
    name: str
    kind: str  # '' ordinary, '/' positional only, '=' keyword only, '*' and '**' variadic, '->' a named result,
    # '.' a `this` other than that of the enclosing class
    annotation: str
    default: str


class Definition(NamedTuple):
    """The first definition of a file is its module, with qualname ''."""

    kind: str  # a NodeKind
    name: str
    qualname: str  # local to the file
    ordinal: int  # among equal kinds and qualnames, in file order
    parent: int  # index of the definition that holds it; -1 for the module
    first_line: int
    start_line: int
    end_line: int
    signature: str
    docstring: str
    decorators: tuple[str, ...]  # as written
    body: str = ""  # a digest of its code, without what the other fields hold; '' if it has no code of its own


class Reference(NamedTuple):
    """A place that uses something; `expression` of a call ends in its arguments."""

    scope: int  # index of the definition that holds the place
    subject: int  # index of the definition it applies to: the class of a base, the function of a decorator
    kind: str  # call, implicit, value, read, base, implements, decorator, annotation, returns, accepts
    expression: str
    line: int  # counted from the scope's start_line
    column: int  # bytes


class Import(NamedTuple):
    scope: int
    spec: str  # as written: 'a.b', '..c'
    name: str  # '' for the module itself, '*' for all it exports, '?' for the module under the name it declares
    line: int  # counted from the scope's start_line
    column: int


class Facts(NamedTuple):
    definitions: tuple[Definition, ...]
    references: tuple[Reference, ...]
    imports: tuple[Import, ...]


class Item(NamedTuple):
    """What a name in a file stands for, without positions. The module's own item is named '', its star imports '*', and
    imports that bind names the file does not spell out '?'.

    For the module's item, `declared` is the package the file declares itself part of.
    """

    kind: str = ""  # NodeKind of the definition; '' if the name is only bound
    ordinal: int = 0
    bases: tuple[str, ...] = ()
    type_params: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    receiver: str = ""  # what the first parameter of a method is: 'instance', 'class' or ''
    returns: str = ""  # as annotated, else what the body returns
    yields: str = ""
    inner: str = ""  # nested functions the body returns, if `returns` is an annotation
    flags: tuple[str, ...] = ()  # property, context, abstract, overload, accessor
    invokes: tuple[str, ...] = ()  # parameters that the body calls; `name@qualname` if a function nested in it does.
    # Of a class: `method:prefix` if a method calls attributes of composed names with this prefix. Of the item that is
    # named like a class with '+' after it: `method:name` if a method calls on its receiver what the class lacks
    decorators: tuple[str, ...] = ()  # outermost first
    declared: str = ""  # the annotated type of a variable or field
    promises: tuple[str, ...] = ()  # of an interface: its methods without a body, once per overload
    methods: tuple[str, ...] = ()  # of an interface: the names of all methods that a class may override
    values: tuple[str, ...] = ()  # what it is bound to; of '__all__' the exported names; of a type what it aliases
