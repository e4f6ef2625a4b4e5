"""What Python's built-in and standard callables return, as far as values of the repository pass through them.

A result is an expression over `first`, `second` and `third` (the arguments) and `self` (the receiver): `first[*]` is what
iterating over the argument gives, `first()` what calling it gives, `self[1]` the second thing the receiver holds,
`list(...)` a container. `cast`, `class`, `attribute` and `identity` are told in `parsing.linking.calls`.
"""

RESULTS = {
    # functions
    "copy.copy": "first",
    "copy.deepcopy": "first",
    "dataclasses.replace": "first",
    "enumerate": "iterator(tuple(,first[*]))",
    "filter": "iterator(second[*])",
    "frozenset": "set(first[*])",
    "functools.cache": "first",
    "functools.lru_cache": "first",
    "functools.partial": "first",
    "functools.wraps": "identity",
    "iter": "iterator(first[*])",
    "list": "list(first[*])",
    "map": "iterator(first())",
    "max": "first|first[*]",
    "min": "first|first[*]",
    "next": "first[*]|second",
    "reversed": "iterator(first[*])",
    "set": "set(first[*])",
    "sorted": "list(first[*])",
    "tuple": "list(first[*])",
    "type": "class",
    "getattr": "attribute",
    "typing.cast": "cast",
    "zip": "iterator(tuple(first[*],second[*],third[*]))",
    "contextlib.closing": "context(first)",
    "contextlib.nullcontext": "context(first)",
    "asyncio.gather": "tuple(first,second,third)",
    "asyncio.create_task": "first",
    "asyncio.run": "first",
    "asyncio.wait_for": "first",
    # methods of containers
    "list.pop": "self[0]",
    "list.copy": "self",
    "list.__iter__": "iterator(self[0])",
    "set.pop": "self[0]",
    "set.copy": "self",
    "set.union": "self",
    "set.difference": "self",
    "dict.get": "self[1]|second",
    "dict.pop": "self[1]|second",
    "dict.setdefault": "self[1]|second",
    "dict.copy": "self",
    "dict.values": "iterator(self[1])",
    "dict.keys": "iterator(self[0])",
    "dict.items": "iterator(tuple(self[0],self[1]))",
    "dict.popitem": "tuple(self[0],self[1])",
    "deque.pop": "self[0]",
    "deque.popleft": "self[0]",
    "iterator.__next__": "self[0]",
    "generator.send": "self[0]",
    "context.__enter__": "self[0]",
    "context.__aenter__": "self[0]",
}

_NAMED = {
    "list": "List Sequence MutableSequence Collection Deque",
    "set": "Set FrozenSet AbstractSet MutableSet",
    "dict": "Dict Mapping MutableMapping DefaultDict OrderedDict",
    "tuple": "Tuple",
    "iterator": "Iterator Iterable AsyncIterator AsyncIterable Reversible",
    "generator": "Generator AsyncGenerator",
    "context": "ContextManager AsyncContextManager AbstractContextManager AbstractAsyncContextManager",
    "class": "Type",
    "union": "Union Optional",
    "first": "Annotated ClassVar Final Required NotRequired ReadOnly Awaitable TypeGuard",
    "last": "Coroutine",
    "callable": "Callable",
    "self": "Self",
}
_MODULES = ("typing", "typing_extensions", "collections.abc", "contextlib", "collections")

# The generic types that hold values: full name -> kind of container.
TYPES = {
    "list": "list", "set": "set", "frozenset": "set", "dict": "dict", "tuple": "tuple", "type": "class",
    "collections.deque": "deque", "collections.defaultdict": "dict", "collections.OrderedDict": "dict",
    **{f"{module}.{name}": kind for kind, names in _NAMED.items() for name in names.split() for module in _MODULES},
}

BUILTINS = frozenset(
    """
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr
    dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int
    isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range
    repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__
    None True False NotImplemented Ellipsis __name__ __file__ __doc__ __debug__
    BaseException BaseExceptionGroup Exception ExceptionGroup ArithmeticError AssertionError AttributeError
    BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError
    ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError
    FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning
    IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
    ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning
    PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
    StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError
    UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
    UserWarning ValueError Warning ZeroDivisionError
    """.split()
)
