"""The class library, as far as values of the repository pass through it or overload resolution needs its types."""

import re

from parsing import outside

TOP = "System.Object"
_ALIASES = {  # type keywords
    "bool": "Boolean", "byte": "Byte", "sbyte": "SByte", "char": "Char", "decimal": "Decimal", "double": "Double",
    "float": "Single", "int": "Int32", "uint": "UInt32", "long": "Int64", "ulong": "UInt64", "short": "Int16",
    "ushort": "UInt16", "object": "Object", "string": "String", "nint": "IntPtr",
}  # fmt: skip
PREDEFINED = {alias: f"<%System.{name}>" for alias, name in _ALIASES.items()}

_COLLECTIONS = "System.Collections.Generic"
_NAMES = {  # types of the namespaces that nearly every file uses, with their arity
    "System": "Object String Boolean Byte SByte Char Decimal Double Single Int16 Int32 Int64 UInt16 UInt32 UInt64 IntPtr Type Exception DateTime DateTimeOffset TimeSpan Guid Uri Attribute Delegate Enum Array IDisposable IFormatProvider IFormattable IConvertible Version Math Console Convert Environment ArgumentException ArgumentNullException ArgumentOutOfRangeException InvalidOperationException NotSupportedException NotImplementedException EventArgs Random StringComparer StringComparison IAsyncDisposable IServiceProvider",
    "System.IO": "Stream TextReader TextWriter StringReader StringWriter StreamReader StreamWriter MemoryStream FileStream BinaryReader BinaryWriter",
    "System.Text": "StringBuilder Encoding",
    "System.Globalization": "CultureInfo",
    "System.Collections": "IEnumerable IEnumerator IList ICollection IDictionary ArrayList Hashtable",
    "System.Threading": "CancellationToken CancellationTokenSource",
    "System.Threading.Tasks": "Task ValueTask",
    "System.Reflection": "Assembly MemberInfo MethodInfo PropertyInfo FieldInfo ConstructorInfo ParameterInfo MethodBase TypeInfo",
}  # fmt: skip
_GENERIC = {
    _COLLECTIONS: "List:1 IList:1 IReadOnlyList:1 ICollection:1 IReadOnlyCollection:1 IEnumerable:1 IEnumerator:1 IAsyncEnumerable:1 HashSet:1 ISet:1 Queue:1 Stack:1 LinkedList:1 SortedSet:1 Dictionary:2 IDictionary:2 IReadOnlyDictionary:2 SortedDictionary:2 SortedList:2 KeyValuePair:2",
    "System.Collections.Concurrent": "ConcurrentDictionary:2 ConcurrentQueue:1 ConcurrentBag:1 ConcurrentStack:1 BlockingCollection:1",
    "System.Collections.ObjectModel": "Collection:1 ReadOnlyCollection:1 ObservableCollection:1 ReadOnlyDictionary:2",
    "System.Collections.Immutable": "ImmutableArray:1 ImmutableList:1 ImmutableDictionary:2 ImmutableHashSet:1",
    "System.Linq": "IGrouping:2 IOrderedEnumerable:1 IQueryable:1 ILookup:2",
    "System": "Lazy:1 Span:1 ReadOnlySpan:1 Memory:1 ReadOnlyMemory:1 WeakReference:1 ArraySegment:1",
    "System.Threading": "ThreadLocal:1 AsyncLocal:1",
}  # fmt: skip
_CONTAINERS = {"Task\u02cb1": "promise", "ValueTask\u02cb1": "promise", "Nullable\u02cb1": "nullable"}

TYPES = {
    **{name: f"{namespace}.{name}" for namespace, names in _NAMES.items() for name in names.split()},
    **{
        f"{name}\u02cb{count}": f"{namespace}.{name}"
        for namespace, names in _GENERIC.items()
        for name, count in (each.split(":") for each in names.split())
    },
    **_CONTAINERS,
}

_NUMBER = "System.IConvertible System.IFormattable System.Object"
_SEQUENCE = f"{_COLLECTIONS}.IEnumerable"
_SUPERS = {  # external types and their direct supertypes; for numbers, also the types they widen to
    TOP: "",
    "System.Boolean": "System.IConvertible System.Object",
    "System.Char": f"System.UInt16 {_NUMBER}",
    "System.SByte": f"System.Int16 {_NUMBER}",
    "System.Byte": f"System.Int16 System.UInt16 {_NUMBER}",
    "System.Int16": f"System.Int32 {_NUMBER}",
    "System.UInt16": f"System.Int32 System.UInt32 {_NUMBER}",
    "System.Int32": f"System.Int64 {_NUMBER}",
    "System.UInt32": f"System.Int64 System.UInt64 {_NUMBER}",
    "System.Int64": f"System.Single System.Decimal {_NUMBER}",
    "System.UInt64": f"System.Single System.Decimal {_NUMBER}",
    "System.Single": f"System.Double {_NUMBER}",
    "System.Double": _NUMBER,
    "System.Decimal": _NUMBER,
    "System.DateTime": "System.IConvertible System.IFormattable System.Object",
    "System.DateTimeOffset": "System.IFormattable System.Object",
    "System.TimeSpan": "System.IFormattable System.Object",
    "System.Guid": "System.IFormattable System.Object",
    "System.Uri": TOP,
    "System.Type": "System.Reflection.TypeInfo System.Reflection.MemberInfo System.Object",
    "System.String": f"System.IConvertible System.Collections.IEnumerable System.Object {_SEQUENCE}",
    "System.IConvertible": "",
    "System.IFormattable": "",
    "System.Collections.IEnumerable": "",
    "System.Collections.ICollection": "System.Collections.IEnumerable",
    "System.Collections.IList": "System.Collections.ICollection",
    "System.Collections.IDictionary": "System.Collections.ICollection",
    _SEQUENCE: "System.Collections.IEnumerable System.Object",
    f"{_COLLECTIONS}.ICollection": _SEQUENCE,
    f"{_COLLECTIONS}.IReadOnlyCollection": _SEQUENCE,
    f"{_COLLECTIONS}.IList": f"{_COLLECTIONS}.ICollection",
    f"{_COLLECTIONS}.IReadOnlyList": f"{_COLLECTIONS}.IReadOnlyCollection",
    f"{_COLLECTIONS}.ISet": f"{_COLLECTIONS}.ICollection",
    f"{_COLLECTIONS}.List": f"{_COLLECTIONS}.IList {_COLLECTIONS}.IReadOnlyList System.Collections.IList",
    f"{_COLLECTIONS}.HashSet": f"{_COLLECTIONS}.ISet {_COLLECTIONS}.IReadOnlyCollection",
    f"{_COLLECTIONS}.SortedSet": f"{_COLLECTIONS}.ISet {_COLLECTIONS}.IReadOnlyCollection",
    f"{_COLLECTIONS}.LinkedList": f"{_COLLECTIONS}.ICollection",
    f"{_COLLECTIONS}.Queue": f"{_COLLECTIONS}.IReadOnlyCollection",
    f"{_COLLECTIONS}.Stack": f"{_COLLECTIONS}.IReadOnlyCollection",
    "System.Collections.ObjectModel.Collection": f"{_COLLECTIONS}.IList {_COLLECTIONS}.IReadOnlyList",
    "System.Collections.ObjectModel.ReadOnlyCollection": f"{_COLLECTIONS}.IList {_COLLECTIONS}.IReadOnlyList",
    "System.Collections.ObjectModel.ObservableCollection": "System.Collections.ObjectModel.Collection",
    "System.Collections.Concurrent.ConcurrentQueue": f"{_COLLECTIONS}.IReadOnlyCollection",
    "System.Collections.Concurrent.ConcurrentBag": f"{_COLLECTIONS}.IReadOnlyCollection",
    "System.Linq.IQueryable": _SEQUENCE,
    "System.Linq.IOrderedEnumerable": _SEQUENCE,
    f"{_COLLECTIONS}.IDictionary": "System.Collections.IEnumerable",
    f"{_COLLECTIONS}.IReadOnlyDictionary": "System.Collections.IEnumerable",
    f"{_COLLECTIONS}.Dictionary": f"{_COLLECTIONS}.IDictionary {_COLLECTIONS}.IReadOnlyDictionary",
    f"{_COLLECTIONS}.SortedDictionary": f"{_COLLECTIONS}.IDictionary",
    "System.Collections.Concurrent.ConcurrentDictionary": f"{_COLLECTIONS}.IDictionary {_COLLECTIONS}.IReadOnlyDictionary",
    f"{_COLLECTIONS}.KeyValuePair": TOP,
    "System.IO.Stream": "System.IDisposable",
    "System.IO.MemoryStream": "System.IO.Stream",
    "System.IO.FileStream": "System.IO.Stream",
    "System.IO.TextReader": "System.IDisposable",
    "System.IO.StringReader": "System.IO.TextReader",
    "System.IO.StreamReader": "System.IO.TextReader",
    "System.IO.TextWriter": "System.IDisposable",
    "System.IO.StringWriter": "System.IO.TextWriter",
    "System.IO.StreamWriter": "System.IO.TextWriter",
    "System.Exception": TOP,
    "System.ArgumentException": "System.Exception",
    "System.ArgumentNullException": "System.ArgumentException",
    "System.InvalidOperationException": "System.Exception",
    "System.Reflection.MemberInfo": TOP,
    "System.Reflection.PropertyInfo": "System.Reflection.MemberInfo",
    "System.Reflection.FieldInfo": "System.Reflection.MemberInfo",
    "System.Reflection.MethodBase": "System.Reflection.MemberInfo",
    "System.Reflection.MethodInfo": "System.Reflection.MethodBase",
    "System.Reflection.ConstructorInfo": "System.Reflection.MethodBase",
}  # fmt: skip
KINDS = outside.kinds(_SUPERS)
_STRUCTURES = {"DateTime", "DateTimeOffset", "TimeSpan", "Guid"}
_PLAIN = {f"System.{name}" for name in {*_ALIASES.values(), *_STRUCTURES}} - {TOP, "System.String"}
VALUES = frozenset({*_PLAIN, *_STRUCTURES, "struct", "enum"})  # value types, which are never null
_VARIABLE = re.compile(r"T(?:[A-Z]\w*)?")

_ELEMENT = ("First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "ElementAt", "ElementAtOrDefault", "Min", "Max", "Aggregate", "[]", "[*]")  # fmt: skip
_SAME = ("Where", "Take", "Skip", "TakeWhile", "SkipWhile", "Distinct", "Reverse", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Concat", "Union", "Except", "Intersect", "AsEnumerable", "Append", "Prepend", "DefaultIfEmpty", "AsReadOnly", "ToList", "ToArray", "ToHashSet")  # fmt: skip
_KEYED = {"[]": "self[1]", "[*]": f"{_COLLECTIONS}.KeyValuePair(self[0],self[1])", "Keys": "=list(self[0])", "Values": "=list(self[1])", "GetValueOrDefault": "self[1]"}  # fmt: skip
# The results of a type's members; `self[0]` is the first type argument. With an equals sign: the value without a call.
_MEMBERS = {
    _SEQUENCE: {
        **dict.fromkeys(_ELEMENT, "self[0]"),
        **dict.fromkeys(_SAME, "self"),
        "GetEnumerator": f"{_COLLECTIONS}.IEnumerator(self[0])",
        "Select": f"{_SEQUENCE}(first())",
        "SelectMany": "first()",
        "GroupBy": f"{_SEQUENCE}(System.Linq.IGrouping(first(),self[0]))",
        "ToDictionary": f"{_COLLECTIONS}.Dictionary(first(),self[0])",
        "Count": "System.Int32()",
        "Any": "System.Boolean()",
        "All": "System.Boolean()",
    },
    "list": {**dict.fromkeys(_ELEMENT, "self[0]"), **dict.fromkeys(_SAME, "self"), "Select": "list(first())", "SelectMany": "first()", "Count": "System.Int32()", "Any": "System.Boolean()"},
    f"{_COLLECTIONS}.List": {"Find": "self[0]", "FindLast": "self[0]", "FindAll": "self", "GetRange": "self"},
    f"{_COLLECTIONS}.Queue": {"Dequeue": "self[0]", "Peek": "self[0]"},
    f"{_COLLECTIONS}.Stack": {"Pop": "self[0]", "Peek": "self[0]"},
    f"{_COLLECTIONS}.IEnumerator": {"Current": "=self[0]"},
    f"{_COLLECTIONS}.IDictionary": _KEYED,
    f"{_COLLECTIONS}.IReadOnlyDictionary": _KEYED,
    "System.Collections.Concurrent.ConcurrentDictionary": {"GetOrAdd": "self[1]", "AddOrUpdate": "self[1]"},
    f"{_COLLECTIONS}.KeyValuePair": {"Key": "=self[0]", "Value": "=self[1]"},
    "System.Linq.IGrouping": {"Key": "=self[0]", "[*]": "self[1]", "First": "self[1]", "ToList": "list(self[1])"},
    "System.Lazy": {"Value": "=self[0]"},
    "nullable": {"Value": "=self[0]", "GetValueOrDefault": "self[0]", "HasValue": "=System.Boolean()"},
    "System.Threading.ThreadLocal": {"Value": "=self[0]"},
    "System.Threading.AsyncLocal": {"Value": "=self[0]"},
    "promise": {"Result": "=self[0]", "ConfigureAwait": "self", "AsTask": "self"},
    "System.String": {
        **dict.fromkeys(("Trim", "Substring", "ToLower", "ToUpper", "ToLowerInvariant", "ToUpperInvariant", "Replace", "Insert", "Remove", "PadLeft", "PadRight", "TrimEnd", "TrimStart"), "System.String()"),
        **dict.fromkeys(("IndexOf", "LastIndexOf", "CompareTo"), "System.Int32()"),
        "Length": "=System.Int32()",
        **dict.fromkeys(("StartsWith", "EndsWith", "Contains"), "System.Boolean()"),
        "Split": "list(System.String())",
    },
}  # fmt: skip
_ANY = {
    "ToString": "System.String()",
    "GetHashCode": "System.Int32()",
    "Equals": "System.Boolean()",
    "GetType": "System.Type()",
}

_STATIC = {
    **dict.fromkeys(("System.String.Format", "System.String.Join", "System.String.Concat", "System.Convert.ToString"), "System.String()"),
    **dict.fromkeys(("System.String.IsNullOrEmpty", "System.String.IsNullOrWhiteSpace"), "System.Boolean()"),
    **{f"System.Convert.To{name}": f"System.{name}()" for name in _ALIASES.values()},
    **{f"System.{name}.Parse": f"System.{name}()" for name in _ALIASES.values()},
    "System.Threading.Tasks.Task.FromResult": "promise(first)",
    "System.Threading.Tasks.ValueTask.FromResult": "promise(first)",
    "System.Threading.Tasks.Task.Run": "first()",
}  # fmt: skip

_PREDICATES = ("Where", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "Any", "All", "Count", "Select", "SelectMany", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "GroupBy", "ToDictionary", "Min", "Max", "Sum", "Average", "TakeWhile", "SkipWhile", "ToLookup", "DistinctBy")  # fmt: skip
_HANDED = {  # which argument a member calls, and with what
    _SEQUENCE: dict.fromkeys(_PREDICATES, "first(self[0])"),
    "list": dict.fromkeys(_PREDICATES, "first(self[0])"),
    f"{_COLLECTIONS}.List": dict.fromkeys(("ForEach", "Find", "FindAll", "RemoveAll", "Exists", "FindIndex", "TrueForAll"), "first(self[0])"),
    "System.Collections.Concurrent.ConcurrentDictionary": {"GetOrAdd": "second(self[0])"},
}  # fmt: skip

RESULTS = {
    **{f"{name}.{member}": rule for name in {*KINDS, *_MEMBERS} for member, rule in _ANY.items()},
    **outside.spread(_MEMBERS, KINDS),
    **_STATIC,
}
HANDED = outside.spread(_HANDED, KINDS)


def is_type(name: str) -> bool:
    """An external name written as a type; by convention, the names of type parameters begin with T."""
    return not _VARIABLE.fullmatch(name)
