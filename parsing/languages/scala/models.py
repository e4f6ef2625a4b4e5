"""Scala's library, as far as values of the repository pass through it or overload resolution needs its types."""

from parsing import outside
from parsing.languages.java import models as java
from parsing.languages.scala.names import encoded

_NUMBERS = {name.capitalize(): name for name in ("int", "long", "short", "byte", "char", "boolean", "double", "float")}
_IMMUTABLE = "Iterable Seq IndexedSeq LinearSeq List Vector Stream LazyList Set Map Queue SortedSet SortedMap ListMap"
_MUTABLE = "ArrayBuffer ListBuffer Buffer"
_HERE = {
    **{name: f"scala.{name}" for name in f"{_IMMUTABLE} {_MUTABLE} Traversable TraversableOnce IterableOnce Iterator Option Some Either Try Future".split()},
    **{f"Abstract{name}": f"scala.{name}" for name in ("Iterable", "Seq", "Iterator", "Map", "Set")},
    "Any": "java.lang.Object",
    "AnyRef": "java.lang.Object",
    "Array": "list",
}  # fmt: skip
_PLACES = {
    "scala.collection": f"{_IMMUTABLE} Iterator Traversable IterableOnce",
    "scala.collection.immutable": _IMMUTABLE,
    "scala.collection.mutable": f"{_IMMUTABLE} {_MUTABLE}",
    "scala.util": "Try Either",
    "scala.concurrent": "Future",
}
_FULL = {f"{place}.{name}": _HERE[name] for place, names in _PLACES.items() for name in names.split()}
_OTHERS = {
    name: f"java.lang.{name}"
    for name in (
        "Throwable",
        "Exception",
        "RuntimeException",
        "IllegalArgumentException",
        "IllegalStateException",
        "NullPointerException",
        "UnsupportedOperationException",
    )
}
TYPES = {**java.TYPES, **_NUMBERS, **_OTHERS, **_HERE, **_FULL}

_SUPERS = {
    "scala.Iterable": "scala.Traversable",
    "scala.Traversable": "scala.TraversableOnce",
    "scala.TraversableOnce": "",
    "scala.Iterator": "scala.TraversableOnce",
    "scala.Option": "scala.Iterable",
    "scala.Some": "scala.Option",
    "scala.Seq": "scala.Iterable",
    "scala.Set": "scala.Iterable",
    "scala.Map": "scala.Iterable",
    "scala.Either": "",
    "scala.Try": "",
    "scala.Future": "",
    **{f"scala.{name}": "scala.Seq" for name in ["IndexedSeq", "LinearSeq", "List", "Vector", "Stream", "LazyList", "Queue", "ArrayBuffer", "ListBuffer", "Buffer"]},
    "scala.SortedSet": "scala.Set",
    **{f"scala.{name}": "scala.Map" for name in ("SortedMap", "ListMap")},
}  # fmt: skip
KINDS = {**java.KINDS, **outside.kinds(_SUPERS)}

_ONE = "head last get getOrElse min max minBy maxBy reduce reduceLeft next sum product"
_SAME = "filter filterNot withFilter sorted sortBy sortWith reverse distinct take drop takeWhile dropWhile takeRight dropRight tail init slice orElse ++ :+ +: ::: :: + - -- seq par view result updated padTo diff intersect union distinctBy recover recoverWith"
_KEPT = "Seq List Vector IndexedSeq Set Iterable Iterator Buffer Stream"
_MAYBE = "headOption lastOption find toOption reduceOption lift"
_GIVEN = "foreach map flatMap filter filterNot withFilter exists forall find count sortBy groupBy partition takeWhile dropWhile span maxBy minBy indexWhere collectFirst collect foldMap mapValues onSuccess onFailure onComplete andThen distinctBy"


def _elements(kind: str) -> dict[str, str]:
    return {
        **dict.fromkeys(map(encoded, _SAME.split()), f"{kind}(self[0])"),
        **{f"to{name}": f"scala.{name}(self[0])" for name in _KEPT.split()},
        "toArray": "list(self[0])",
        **dict.fromkeys(("iterator", "reverseIterator"), "scala.Iterator(self[0])"),
        **dict.fromkeys(_ONE.split(), "self[0]"),
        **dict.fromkeys(_MAYBE.split(), "scala.Option(self[0])"),
        **dict.fromkeys(("map", "collect"), f"{kind}(first())"),
        "flatMap": "first()",
        "flatten": "self[0]",
        "apply": "self[0]",
        "zipWithIndex": f"{kind}(tuple(self[0],int()))",
        "[*]": "self[0]",
    }


_RESULTS = {
    **{kind: _elements(kind) for kind in ("scala.TraversableOnce", "scala.Try", "scala.Future")},
    **{kind: _elements(kind) for kind in ("scala.Iterable", "scala.Seq", "scala.Set", "scala.Iterator", "scala.Option", "scala.List", "scala.Vector", "list")},
    "scala.Map": {
        **dict.fromkeys(("apply", "getOrElse", "getOrElseUpdate", "remove"), "self[1]"),
        "get": "scala.Option(self[1])",
        "values": "scala.Iterable(self[1])",
        "keys": "scala.Iterable(self[0])",
        "keySet": "scala.Set(self[0])",
        **dict.fromkeys(("head", "[*]"), "tuple(self[0],self[1])"),
        **dict.fromkeys(("filter", "filterNot", "updated", "$plus", "$minus", "$plus$plus", "toMap"), "scala.Map(self[0],self[1])"),
    },
    "java.lang.String": dict.fromkeys(("$plus", "stripMargin", "take", "drop", "reverse", "mkString", "format", "capitalize", "filter", "map"), "java.lang.String()"),
}  # fmt: skip
_HANDED = {
    **{
        kind: dict.fromkeys(_GIVEN.split(), "first(self[0])")
        for kind in ("scala.TraversableOnce", "scala.Try", "scala.Future")
    },
    "scala.Map": dict.fromkeys(_GIVEN.split(), "first(tuple(self[0],self[1]))"),
}
_MAKERS = {
    **{
        f"scala.{name}.apply": f"scala.{name}(first)"
        for name in [
            "List",
            "Seq",
            "Vector",
            "Set",
            "Array",
            "Option",
            "Some",
            "Iterator",
            "Iterable",
            "IndexedSeq",
            "ArrayBuffer",
            "ListBuffer",
            "Stream",
            "Future",
            "Try",
        ]
    },
}
BUILTINS = frozenset({"println", "print", "identity", "implicitly", "require", "assert"})
RESULTS = {
    **java.RESULTS,
    **outside.spread(_RESULTS, KINDS),
    **_MAKERS,
    "identity": "first",
    **{f"any.{name}": rule for name, rule in {"toString": "java.lang.String()", "hashCode": "int()", "equals": "boolean()", "copy": "self"}.items()},
}  # fmt: skip
HANDED = {**java.HANDED, **outside.spread(_HANDED, KINDS)}
