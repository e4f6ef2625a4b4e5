"""Swift's library, as far as values of the repository pass through it or overload resolution needs its types."""

import re

_PARAMETER = re.compile(r"[A-Z]\d?")  # a type parameter, by convention
TYPES = {
    **dict.fromkeys(("Array", "ContiguousArray", "ArraySlice"), "list"),
    **dict.fromkeys(("AnySequence", "AnyCollection", "LazySequence"), "list"),
    "Set": "set",
    "Dictionary": "Dictionary",
    "Optional": "first",
}
_COLLECTION = "Collection Sequence"
_SUPERS = {
    "list": f"Array RangeReplaceableCollection MutableCollection RandomAccessCollection BidirectionalCollection {_COLLECTION}",
    "set": f"Set SetAlgebra {_COLLECTION}",
    "Dictionary": _COLLECTION,
    "String": f"StringProtocol RangeReplaceableCollection BidirectionalCollection {_COLLECTION}",
    "Substring": f"StringProtocol BidirectionalCollection {_COLLECTION}",
    "Data": f"DataProtocol {_COLLECTION}",
    "XCTestCase": "XCTest NSObject",
    **dict.fromkeys(("UIView", "UIViewController"), "UIResponder NSObject"),
    **dict.fromkeys(("Int", "UInt", "Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"), "FixedWidthInteger BinaryInteger Numeric"),
    **dict.fromkeys(("Double", "Float", "CGFloat"), "BinaryFloatingPoint FloatingPoint Numeric"),
}  # fmt: skip
KINDS = {name: (name, *above.split()) for name, above in _SUPERS.items()}

_ONE = "randomElement popLast removeFirst removeLast remove min max"
_SAME = "filter sorted reversed prefix suffix dropFirst dropLast shuffled drop"
_GIVEN = "forEach map flatMap compactMap filter contains allSatisfy first last firstIndex lastIndex reduce min max drop prefix removeAll partition"
_LIST = {
    **dict.fromkeys(_ONE.split(), "self[0]"),
    **dict.fromkeys(_SAME.split(), "list(self[0])"),
    **dict.fromkeys(("map", "compactMap"), "list(first())"),
    "flatMap": "first()",
    "enumerated": "list(tuple(Int(),self[0]))",
    "reduce": "first",
    **dict.fromkeys(("first", "last"), "=self[0]"),  # properties: the value without a call
}
_DICTIONARY = {
    "[]": "self[1]",
    "[*]": "tuple(self[0],self[1])",
    "mapValues": "Dictionary(self[0],first())",
    "compactMapValues": "Dictionary(self[0],first())",
    "filter": "self",
    "keys": "=list(self[0])",
    "values": "=list(self[1])",
    "removeValue": "self[1]",
    "updateValue": "self[1]",
}
RESULTS = {
    **{f"{kind}.{name}": rule for kind in ("list", "set") for name, rule in _LIST.items()},
    **{f"Dictionary.{name}": rule for name, rule in _DICTIONARY.items()},
    **dict.fromkeys(("any.map", "any.flatMap"), "first()"),  # of an optional
    "type": "class",
    "zip": "list(tuple(first[0],second[0]))",
    "min": "first",
    "max": "first",
    "withExtendedLifetime": "second()",
}
HANDED = {
    **{f"{kind}.{name}": "first(self[0])" for kind in ("list", "set") for name in _GIVEN.split()},
    **dict.fromkeys(("any.map", "any.flatMap"), "first(self)"),
    "list.sorted": "first(self[0],self[0])",
    "list.sort": "first(self[0],self[0])",
    "Dictionary.mapValues": "first(self[1])",
    "Dictionary.compactMapValues": "first(self[1])",
    "withExtendedLifetime": "second(first)",
}
BUILTINS = frozenset({"type", "zip", "min", "max", "withExtendedLifetime"})


def is_type(name: str) -> bool:
    """By convention: everything but type parameters of one letter."""
    return name.lstrip("_")[:1].isupper() and _PARAMETER.fullmatch(name) is None
