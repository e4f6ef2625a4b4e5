"""What the class library offers, as far as values of the repository pass through it or tell overloads apart."""

from parsing.terms import CALLED

_LANG = """Object String Class Number Integer Long Short Byte Character Boolean Double Float Void Iterable Comparable Runnable
CharSequence StringBuilder StringBuffer Math System Thread ThreadLocal Throwable Exception RuntimeException Error
AutoCloseable Cloneable Enum Record Override Deprecated SuppressWarnings FunctionalInterface SafeVarargs Appendable
IllegalArgumentException IllegalStateException NullPointerException IndexOutOfBoundsException ClassCastException
UnsupportedOperationException ArithmeticException NumberFormatException InterruptedException ClassNotFoundException
CloneNotSupportedException NoSuchFieldException NoSuchMethodException ReflectiveOperationException AssertionError
StackOverflowError OutOfMemoryError Process ProcessBuilder ClassLoader Package StackTraceElement InheritableThreadLocal
IllegalAccessException InstantiationException ArrayIndexOutOfBoundsException StringIndexOutOfBoundsException
NegativeArraySizeException ArrayStoreException LinkageError NoClassDefFoundError ExceptionInInitializerError
SecurityException Module Runtime StrictMath ThreadGroup Readable VirtualMachineError ThreadDeath Character.UnicodeBlock"""

TYPES = {name: f"java.lang.{name}" for name in _LANG.split()}

_SUPERS = {  # types outside of the repository and those directly above them
    "java.lang.String": "java.lang.CharSequence java.lang.Comparable java.io.Serializable",
    "java.lang.StringBuilder": "java.lang.CharSequence java.lang.Appendable",
    "java.lang.StringBuffer": "java.lang.CharSequence java.lang.Appendable",
    "java.lang.Integer": "java.lang.Number java.lang.Comparable",
    "java.lang.Long": "java.lang.Number java.lang.Comparable",
    "java.lang.Short": "java.lang.Number java.lang.Comparable",
    "java.lang.Byte": "java.lang.Number java.lang.Comparable",
    "java.lang.Double": "java.lang.Number java.lang.Comparable",
    "java.lang.Float": "java.lang.Number java.lang.Comparable",
    "java.lang.Number": "java.io.Serializable",
    "java.math.BigInteger": "java.lang.Number java.lang.Comparable",
    "java.math.BigDecimal": "java.lang.Number java.lang.Comparable",
    "java.lang.Character": "java.lang.Comparable java.io.Serializable",
    "java.lang.Boolean": "java.lang.Comparable java.io.Serializable",
    "java.lang.Class": "java.lang.reflect.Type java.lang.reflect.AnnotatedElement java.io.Serializable",
    "java.lang.reflect.ParameterizedType": "java.lang.reflect.Type",
    "java.lang.reflect.GenericArrayType": "java.lang.reflect.Type",
    "java.lang.reflect.WildcardType": "java.lang.reflect.Type",
    "java.lang.reflect.TypeVariable": "java.lang.reflect.Type",
    "java.lang.reflect.Field": "java.lang.reflect.Member java.lang.reflect.AnnotatedElement",
    "java.lang.reflect.Method": "java.lang.reflect.Member java.lang.reflect.AnnotatedElement",
    "java.lang.reflect.Constructor": "java.lang.reflect.Member java.lang.reflect.AnnotatedElement",
    "java.lang.Object": "",
    "java.lang.CharSequence": "",
    "java.lang.Comparable": "",
    "java.lang.Runnable": "",
    "java.lang.Iterable": "",
    "java.lang.reflect.Type": "",
    "java.util.Collection": "java.lang.Iterable",
    "java.util.List": "java.util.Collection",
    "java.util.Set": "java.util.Collection",
    "java.util.SortedSet": "java.util.Set",
    "java.util.NavigableSet": "java.util.SortedSet",
    "java.util.Queue": "java.util.Collection",
    "java.util.Deque": "java.util.Queue",
    "java.util.ArrayList": "java.util.List",
    "java.util.LinkedList": "java.util.List java.util.Deque",
    "java.util.Vector": "java.util.List",
    "java.util.Stack": "java.util.Vector",
    "java.util.ArrayDeque": "java.util.Deque",
    "java.util.PriorityQueue": "java.util.Queue",
    "java.util.HashSet": "java.util.Set",
    "java.util.LinkedHashSet": "java.util.HashSet",
    "java.util.TreeSet": "java.util.NavigableSet",
    "java.util.EnumSet": "java.util.Set",
    "java.util.concurrent.CopyOnWriteArrayList": "java.util.List",
    "java.util.concurrent.ConcurrentLinkedQueue": "java.util.Queue",
    "java.util.concurrent.BlockingQueue": "java.util.Queue",
    "java.util.concurrent.LinkedBlockingQueue": "java.util.concurrent.BlockingQueue",
    "java.util.Map": "",
    "java.util.SortedMap": "java.util.Map",
    "java.util.NavigableMap": "java.util.SortedMap",
    "java.util.HashMap": "java.util.Map",
    "java.util.LinkedHashMap": "java.util.HashMap",
    "java.util.TreeMap": "java.util.NavigableMap",
    "java.util.EnumMap": "java.util.Map",
    "java.util.WeakHashMap": "java.util.Map",
    "java.util.IdentityHashMap": "java.util.Map",
    "java.util.concurrent.ConcurrentMap": "java.util.Map",
    "java.util.concurrent.ConcurrentHashMap": "java.util.concurrent.ConcurrentMap",
    "java.util.Properties": "java.util.Map",
    "java.io.Reader": "java.io.Closeable java.lang.Readable",
    "java.io.InputStreamReader": "java.io.Reader",
    "java.io.FileReader": "java.io.InputStreamReader",
    "java.io.BufferedReader": "java.io.Reader",
    "java.io.StringReader": "java.io.Reader",
    "java.io.CharArrayReader": "java.io.Reader",
    "java.io.Writer": "java.lang.Appendable java.io.Closeable",
    "java.io.StringWriter": "java.io.Writer",
    "java.io.PrintWriter": "java.io.Writer",
    "java.io.BufferedWriter": "java.io.Writer",
    "java.io.OutputStreamWriter": "java.io.Writer",
    "java.io.InputStream": "java.io.Closeable",
    "java.io.FileInputStream": "java.io.InputStream",
    "java.io.ByteArrayInputStream": "java.io.InputStream",
    "java.io.BufferedInputStream": "java.io.InputStream",
    "java.io.OutputStream": "java.io.Closeable",
    "java.io.FileOutputStream": "java.io.OutputStream",
    "java.io.ByteArrayOutputStream": "java.io.OutputStream",
    "java.io.PrintStream": "java.io.OutputStream java.lang.Appendable",
    "java.io.File": "java.lang.Comparable java.io.Serializable",
    "java.nio.file.Path": "java.lang.Comparable java.lang.Iterable",
    "java.io.Closeable": "java.lang.AutoCloseable",
    "java.sql.Date": "java.util.Date",
    "java.sql.Time": "java.util.Date",
    "java.sql.Timestamp": "java.util.Date",
    "java.util.Date": "java.lang.Comparable java.io.Serializable",
    "java.util.GregorianCalendar": "java.util.Calendar",
    "java.util.Locale": "java.io.Serializable",
    "java.lang.Exception": "java.lang.Throwable",
    "java.lang.RuntimeException": "java.lang.Exception",
    "java.lang.Error": "java.lang.Throwable",
    "java.lang.IllegalArgumentException": "java.lang.RuntimeException",
    "java.lang.IllegalStateException": "java.lang.RuntimeException",
    "java.lang.NullPointerException": "java.lang.RuntimeException",
    "java.lang.NumberFormatException": "java.lang.IllegalArgumentException",
    "java.lang.Throwable": "java.io.Serializable",
    "java.io.IOException": "java.lang.Exception",
}

# A type and all above it, nearest first.
KINDS: dict[str, tuple[str, ...]] = {}
for _name in _SUPERS:
    _order, _waiting = [], [_name]
    while _waiting:
        _each = _waiting.pop(0)
        if _each not in _order:
            _order.append(_each)
            _waiting.extend(_SUPERS.get(_each, "").split())
    KINDS[_name] = tuple(_order)

_MEMBERS = {  # what members of a type give; `self[0]` is the first of its type arguments
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

_HANDED = {  # what members call of what they are given, and with what
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


def spread(members: dict[str, dict[str, str]]) -> dict[str, str]:
    """By full name, also of the types below."""
    below = dict(KINDS.items())
    below.update((name, (name,)) for name in members if name not in below)
    return {
        f"{name}.{member}": rule
        for name, above in below.items()
        for each in reversed(above)
        for member, rule in members.get(each, {}).items()
    }


_TAKEN = {  # what functional interfaces take, place by place
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
    **spread(_MEMBERS),
    **_STATIC,
    **{f"{name}.{CALLED}": "self" for name in _TAKEN},
    **{f"{name}.{CALLED}{place}": rule for name, rules in _TAKEN.items() for place, rule in enumerate(rules)},
}
HANDED = spread(_HANDED)


def is_type(name: str) -> bool:
    """Types begin with a capital and are not written in capitals alone, as constants are."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() and (len(last) == 1 or not last.isupper())
