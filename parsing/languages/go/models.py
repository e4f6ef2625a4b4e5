"""Go's predeclared identifiers, and what its built-in functions return."""

RESULTS = {
    "append": "first",
    "sync.OnceFunc": "first",
    "sync.OnceValue": "first",
    "sync.OnceValues": "first",
    "max": "first",
    "min": "first",
}

# Generic containers: full name -> kind of container.
TYPES = {
    "iter.Seq": "list",
    "iter.Seq2": "dict",
}

BUILTINS = frozenset(
    [
        "any",
        "bool",
        "byte",
        "comparable",
        "complex64",
        "complex128",
        "error",
        "float32",
        "float64",
        "int",
        "int8",
        "int16",
        "int32",
        "int64",
        "rune",
        "string",
        "uint",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "uintptr",
        "true",
        "false",
        "iota",
        "nil",
        "append",
        "cap",
        "clear",
        "close",
        "complex",
        "copy",
        "delete",
        "imag",
        "len",
        "make",
        "max",
        "min",
        "new",
        "panic",
        "print",
        "println",
        "real",
        "recover",
    ]
)
