"""The class library, as far as values of the repository pass through it or overload resolution needs its types."""

from importlib.resources import files

from parsing import outside
from parsing.languages.java import library
from parsing.terms import CALLED

_LANG = "java.lang."

LIBRARY = library.read(files(__package__).joinpath("library.txt").read_text(encoding="utf-8"))
KINDS = outside.kinds(LIBRARY.above)
TYPES = {name.removeprefix(_LANG): name for name in KINDS if name.startswith(_LANG) and name[len(_LANG)].isupper()}

_MEMBERS = {  # results that the signatures in the library's table do not tell; `self[0]` is the first type argument
    "java.lang.Iterable": {"iterator": "java.util.Iterator(self[0])"},
    "java.util.Iterator": {"next": "self[0]"},
    "java.util.ListIterator": {"next": "self[0]", "previous": "self[0]"},
    "java.util.Collection": {"stream": "java.util.stream.Stream(self[0])", "parallelStream": "java.util.stream.Stream(self[0])"},
    "java.util.List": {"get": "self[0]", "remove": "self[0]", "set": "self[0]", "subList": "self", "getFirst": "self[0]", "getLast": "self[0]", "listIterator": "java.util.ListIterator(self[0])"},
    "java.util.SortedSet": {"first": "self[0]", "last": "self[0]"},
    "java.util.Queue": {"poll": "self[0]", "peek": "self[0]", "remove": "self[0]", "element": "self[0]"},
    "java.util.concurrent.BlockingQueue": {"take": "self[0]"},
    "java.util.Deque": dict.fromkeys(("pop", "getFirst", "getLast", "peekFirst", "peekLast", "pollFirst", "pollLast", "removeFirst", "removeLast"), "self[0]"),
    "java.util.Stack": {"pop": "self[0]", "peek": "self[0]", "push": "self[0]"},
    "java.util.Map": {
        **dict.fromkeys(("get", "put", "remove", "getOrDefault", "computeIfAbsent", "computeIfPresent", "compute", "merge", "putIfAbsent"), "self[1]"),
        "keySet": "java.util.Set(self[0])",
        "values": "java.util.Collection(self[1])",
        "entrySet": "java.util.Set(java.util.Map.Entry(self[0],self[1]))",
    },
    "java.util.SortedMap": {"firstKey": "self[0]", "lastKey": "self[0]"},
    "java.util.NavigableMap": dict.fromkeys(("firstEntry", "lastEntry", "floorEntry", "ceilingEntry"), "java.util.Map.Entry(self[0],self[1])"),
    "java.util.Map.Entry": {"getKey": "self[0]", "getValue": "self[1]", "setValue": "self[1]"},
    "java.util.Optional": {
        **dict.fromkeys(("get", "orElse", "orElseGet", "orElseThrow"), "self[0]"),
        "filter": "self",
        "or": "self",
        "map": "java.util.Optional(first())",
        "flatMap": "first()",
        "stream": "java.util.stream.Stream(self[0])",
    },
    "java.util.stream.Stream": {
        **dict.fromkeys(("filter", "distinct", "sorted", "limit", "skip", "peek", "sequential", "parallel", "takeWhile", "dropWhile", "onClose"), "self"),
        "map": "java.util.stream.Stream(first())",
        "flatMap": "first()",
        **dict.fromkeys(("findFirst", "findAny", "min", "max"), "java.util.Optional(self[0])"),
        "toList": "java.util.List(self[0])",
        "iterator": "java.util.Iterator(self[0])",
    },
    "java.util.function.Supplier": {"get": "self[0]"},
    "java.util.function.Function": {"apply": "self[1]"},
    "java.util.function.BiFunction": {"apply": "self[2]"},
    "java.util.function.UnaryOperator": {"apply": "self[0]"},
    "java.util.function.BinaryOperator": {"apply": "self[0]"},
    "java.util.concurrent.Callable": {"call": "self[0]"},
    "java.util.concurrent.Future": {"get": "self[0]"},
    "java.util.concurrent.CompletableFuture": {"get": "self[0]", "join": "self[0]"},
    "java.util.concurrent.atomic.AtomicReference": {"get": "self[0]", "getAndSet": "self[0]"},
    "java.lang.ThreadLocal": {"get": "self[0]"},
    "java.lang.ref.WeakReference": {"get": "self[0]"},
    "java.lang.ref.SoftReference": {"get": "self[0]"},
    "java.lang.Number": {f"{name}Value": f"{name}()" for name in ("int", "long", "short", "byte", "float", "double")},
    "java.lang.Boolean": {"booleanValue": "boolean()"},
    "java.lang.Character": {"charValue": "char()"},
    **{f"java.util.concurrent.atomic.Atomic{name}": dict.fromkeys(("get", "getAndIncrement", "incrementAndGet", "getAndSet", "addAndGet"), f"{kind}()") for name, kind in (("Integer", "int"), ("Long", "long"), ("Boolean", "boolean"), ("IntegerArray", "int"), ("LongArray", "long"))},
    "java.lang.String": {
        **dict.fromkeys(("trim", "substring", "toLowerCase", "toUpperCase", "replace", "replaceAll", "replaceFirst", "concat", "intern", "strip", "repeat"), "java.lang.String()"),
        **dict.fromkeys(("length", "indexOf", "lastIndexOf", "compareTo"), "int()"),
        **dict.fromkeys(("equals", "isEmpty", "startsWith", "endsWith", "contains", "matches", "equalsIgnoreCase"), "boolean()"),
        "charAt": "char()",
        "toCharArray": "list(char())",
        "getBytes": "list(byte())",
        "split": "list(java.lang.String())",
    },
    "java.lang.StringBuilder": {"append": "self", "insert": "self", "reverse": "self", "length": "int()", "substring": "java.lang.String()"},
    "java.lang.Class": {
        **dict.fromkeys(("getName", "getSimpleName", "getCanonicalName", "getPackageName", "getTypeName"), "java.lang.String()"),
        **dict.fromkeys(("getComponentType", "getSuperclass", "getEnclosingClass", "getDeclaringClass"), "java.lang.Class()"),
        **dict.fromkeys(("isArray", "isInterface", "isPrimitive", "isEnum", "isInstance", "isAssignableFrom"), "boolean()"),
        "cast": "self[0]",
    },
    "java.lang.Throwable": {"getMessage": "java.lang.String()", "getCause": "java.lang.Throwable()"},
    "java.io.File": {"getName": "java.lang.String()", "getPath": "java.lang.String()", "toPath": "java.nio.file.Path()", "getParentFile": "java.io.File()"},
    "java.nio.file.Path": {"toFile": "java.io.File()", "resolve": "self", "getParent": "self", "getFileName": "self"},
}  # fmt: skip
_ANY_TYPE = {
    "toString": "java.lang.String()",
    "hashCode": "int()",
    "equals": "boolean()",
    "getClass": "java.lang.Class()",
}

_STATIC = {
    "java.util.Objects.requireNonNull": "first",
    "java.util.Optional.of": "java.util.Optional(first)",
    "java.util.Optional.ofNullable": "java.util.Optional(first)",
    "java.util.Arrays.asList": "java.util.List(first)",
    "java.util.Arrays.stream": "java.util.stream.Stream(first[*])",
    "java.util.List.of": "java.util.List(first)",
    "java.util.List.copyOf": "java.util.List(first[*])",
    "java.util.Set.of": "java.util.Set(first)",
    "java.util.Map.of": "java.util.Map(first,second)",
    "java.util.stream.Stream.of": "java.util.stream.Stream(first)",
    "java.util.Collections.singletonList": "java.util.List(first)",
    "java.util.Collections.singleton": "java.util.Set(first)",
    "java.util.Collections.unmodifiableList": "first",
    "java.util.Collections.unmodifiableSet": "first",
    "java.util.Collections.unmodifiableMap": "first",
    "java.util.Collections.unmodifiableCollection": "first",
    "java.lang.String.valueOf": "java.lang.String()",
    "java.lang.String.format": "java.lang.String()",
    "java.lang.String.join": "java.lang.String()",
    "java.lang.Integer.parseInt": "int()",
    "java.lang.Long.parseLong": "long()",
    "java.lang.Integer.valueOf": "java.lang.Integer()",
    "java.lang.Long.valueOf": "java.lang.Long()",
    "java.lang.Boolean.parseBoolean": "boolean()",
    "java.lang.System.currentTimeMillis": "long()",
    "java.lang.System.nanoTime": "long()",
    "java.lang.System.identityHashCode": "int()",
    "java.lang.System.getProperty": "java.lang.String()",
    "java.lang.Double.doubleToLongBits": "long()",
    "java.lang.Float.floatToIntBits": "int()",
    "java.lang.Double.parseDouble": "double()",
    "java.nio.file.Paths.get": "java.nio.file.Path()",
    "java.nio.file.Path.of": "java.nio.file.Path()",
    **{
        f"java.lang.{name}.toString": "java.lang.String()"
        for name in ("Integer", "Long", "Double", "Boolean", "Character")
    },
    "java.util.Arrays.toString": "java.lang.String()",
    "java.util.Objects.toString": "java.lang.String()",
}

_HANDED = {  # which argument a member calls, and with what
    "java.lang.Iterable": {"forEach": "first(self[0])"},
    "java.util.Collection": {"removeIf": "first(self[0])"},
    "java.util.List": {"replaceAll": "first(self[0])", "sort": "first(self[0],self[0])"},
    "java.util.Map": {
        "forEach": "first(self[0],self[1])",
        "computeIfAbsent": "second(self[0])",
        "computeIfPresent": "second(self[0],self[1])",
        "compute": "second(self[0],self[1])",
        "replaceAll": "first(self[0],self[1])",
        "merge": "third(self[1],self[1])",
    },
    "java.util.Optional": {
        **dict.fromkeys(("map", "flatMap", "filter", "ifPresent", "ifPresentOrElse"), "first(self[0])"),
        "orElseGet": "first()",
        "orElseThrow": "first()",
    },
    "java.util.stream.Stream": {
        **dict.fromkeys(("map", "flatMap", "filter", "forEach", "forEachOrdered", "anyMatch", "allMatch", "noneMatch", "peek", "mapToInt", "mapToLong", "mapToDouble", "mapToObj", "takeWhile", "dropWhile"), "first(self[0])"),
        "sorted": "first(self[0],self[0])",
        "min": "first(self[0],self[0])",
        "max": "first(self[0],self[0])",
    },
}  # fmt: skip


_TAKEN = {  # the parameters of functional interfaces, by position
    "java.util.function.Function": ("self[0]",),
    "java.util.function.BiFunction": ("self[0]", "self[1]"),
    "java.util.function.Consumer": ("self[0]",),
    "java.util.function.BiConsumer": ("self[0]", "self[1]"),
    "java.util.function.Predicate": ("self[0]",),
    "java.util.function.BiPredicate": ("self[0]", "self[1]"),
    "java.util.function.UnaryOperator": ("self[0]",),
    "java.util.function.BinaryOperator": ("self[0]", "self[0]"),
    "java.util.function.ToIntFunction": ("self[0]",),
    "java.util.function.ToLongFunction": ("self[0]",),
    "java.util.function.ToDoubleFunction": ("self[0]",),
    "java.util.Comparator": ("self[0]", "self[0]"),
    "java.util.function.Supplier": (),
    "java.util.concurrent.Callable": (),
    "java.lang.Runnable": (),
}

RESULTS = {
    **{f"{name}.{member}": rule for name in {*KINDS, *_MEMBERS} for member, rule in _ANY_TYPE.items()},
    **outside.spread(library.joined(LIBRARY.members, _MEMBERS), KINDS),
    **_STATIC,
    **{f"{name}.{CALLED}": "self" for name in _TAKEN},
    **{f"{name}.{CALLED}{place}": rule for name, rules in _TAKEN.items() for place, rule in enumerate(rules)},
}
HANDED = outside.spread(_HANDED, KINDS)


def is_type(name: str) -> bool:
    """By convention: types begin with a capital, and constants are all capitals."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() and (len(last) == 1 or not last.isupper())
