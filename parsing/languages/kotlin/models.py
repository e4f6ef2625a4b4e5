"""Kotlin's library, as far as values of the repository pass through it or overload resolution needs its types."""

from parsing import outside
from parsing.languages.java import models as java

_NUMBERS = {name.capitalize(): name for name in ("int", "long", "short", "byte", "char", "boolean", "double", "float")}
ARRAYS = {f"{name}Array": kind for name, kind in _NUMBERS.items()}
PLAIN = frozenset(f"<'{kind}>" for kind in _NUMBERS.values())
_NAMES = {
    "Any": "java.lang.Object",
    "Array": "list",
    "Iterator": "java.util.Iterator",
    "MutableIterator": "java.util.Iterator",
    "Sequence": "kotlin.sequences.Sequence",
    **{f"{mutable}{name}": f"java.util.{name}" for name in ("List", "Set", "Map", "Collection") for mutable in ("", "Mutable")},
    **{name: f"java.util.{name}" for name in ("ArrayList", "HashMap", "HashSet", "LinkedHashMap", "LinkedHashSet")},
    "MutableIterable": "java.lang.Iterable",
}  # fmt: skip
TYPES = {**java.TYPES, **_NUMBERS, **_NAMES}
KINDS = java.KINDS

CONTAINERS = {
    **dict.fromkeys(("listOf", "mutableListOf", "arrayListOf", "emptyList"), "List"),
    **dict.fromkeys(("setOf", "mutableSetOf", "hashSetOf", "linkedSetOf", "emptySet"), "Set"),
    **dict.fromkeys(("mapOf", "mutableMapOf", "hashMapOf", "linkedMapOf", "emptyMap"), "Map"),
    **dict.fromkeys(("arrayOf", "arrayOfNulls", "emptyArray"), "Array"),
    "sequenceOf": "Sequence",
}
_FULL = {name: f"{TYPES[kind]}(first)" for name, kind in CONTAINERS.items() if kind != "Map"}

_ONE = "first firstOrNull last lastOrNull single singleOrNull find findLast elementAt elementAtOrNull random max min maxBy minBy maxByOrNull minByOrNull minOrNull maxOrNull"
_SAME = "filter filterNot filterNotNull sorted sortedBy sortedWith sortedDescending sortedByDescending reversed distinct distinctBy take drop takeWhile dropWhile takeLast dropLast onEach plus minus shuffled requireNoNulls"
_GIVEN = "forEach map flatMap filter filterNot any all none find first firstOrNull last lastOrNull single singleOrNull count sumBy sumOf associateBy associateWith associate groupBy partition mapNotNull takeWhile dropWhile sortedBy sortedByDescending maxBy minBy maxByOrNull minByOrNull onEach distinctBy joinToString indexOfFirst findLast removeAll"


def _elements(kind: str) -> dict[str, str]:
    return {
        **dict.fromkeys(_ONE.split(), "self[0]"),
        **dict.fromkeys(_SAME.split(), f"{kind}(self[0])"),
        **dict.fromkeys(("toList", "toMutableList"), "java.util.List(self[0])"),
        **dict.fromkeys(("toSet", "toMutableSet"), "java.util.Set(self[0])"),
        **dict.fromkeys(("map", "mapNotNull"), f"{kind}(first())"),
        **dict.fromkeys(("get", "getOrNull"), "self[0]"),
        "flatMap": "first()",
        "asSequence": "kotlin.sequences.Sequence(self[0])",
        "iterator": "java.util.Iterator(self[0])",
    }


_HELD = {
    "java.lang.Iterable": "java.util.List",
    "kotlin.sequences.Sequence": "kotlin.sequences.Sequence",
    "list": "java.util.List",
}
_RESULTS = {
    **{holder: _elements(kind) for holder, kind in _HELD.items()},
    "java.util.Map": {"getValue": "self[1]", "getOrPut": "self[1]", "getOrElse": "self[1]", "set": "self[1]"},
    "kotlin.reflect.KClass": {"java": "java.lang.Class()"},
    "java.lang.String": {"split": "java.util.List(java.lang.String())", "lines": "java.util.List(java.lang.String())"} | dict.fromkeys(("plus", "removePrefix", "removeSuffix", "padStart", "padEnd", "trimIndent", "trimMargin", "substringBefore", "substringAfter", "lowercase", "uppercase"), "java.lang.String()"),
}  # fmt: skip
_HANDED = {
    **{holder: dict.fromkeys(_GIVEN.split(), "first(self[0])") for holder in _HELD},
    "java.util.Map": {"getOrPut": "second()", "getOrElse": "second()"},
}

# Members of every value, such as `x.let { ... }`, and functions without a receiver.
_SCOPES = {
    **dict.fromkeys(("also", "apply", "takeIf", "takeUnless", "copy"), "self"),
    **dict.fromkeys(("let", "run"), "first()"),
    "use": "first()",
    "toString": "java.lang.String()",
    "hashCode": "int()",
    "equals": "boolean()",
}
_SCOPES_HANDED = {
    **dict.fromkeys(("let", "also", "takeIf", "takeUnless", "use"), "first(self)"),
    **dict.fromkeys(("apply", "run"), "first(this=self)"),
}
_FUNCTIONS = {
    "with": "second()",
    "lazy": "first()",
    "run": "first()",
    "synchronized": "second()",
    "checkNotNull": "first",
    "requireNotNull": "first",
    **_FULL,
}
BUILTINS = frozenset(_FUNCTIONS)

RESULTS = {
    **java.RESULTS,
    **outside.spread(_RESULTS, KINDS),
    **{f"any.{name}": rule for name, rule in _SCOPES.items()},
    **_FUNCTIONS,
}
HANDED = {
    **java.HANDED,
    **outside.spread(_HANDED, KINDS),
    **{f"any.{name}": rule for name, rule in _SCOPES_HANDED.items()},
    "with": "second(this=first)",
    "run": "first()",
    "lazy": "first()",
    "synchronized": "second()",
}
