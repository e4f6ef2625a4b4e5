"""What JavaScript's built-in objects return, and what they give to the functions that they are handed.

A result is an expression over `first`, `second` and `third` (the arguments) and `self` (the receiver), as in
`parsing.linking.calls`.
"""

_ARRAY = {
    "list(self[0])": "filter slice concat reverse sort splice toSorted toReversed fill copyWithin with toSpliced",
    "self[0]": "pop shift find findLast at",
    "list(first())": "map",
    "list(first()[*])": "flatMap",
    "list(self[0][*])": "flat",
    "iterator(self[0])": "values",
    "iterator(tuple(,self[0]))": "entries",
    "first()|second": "reduce reduceRight",
}
RESULTS = {
    **{f"{kind}.{name}": rule for kind in ("list",) for rule, names in _ARRAY.items() for name in names.split()},
    "map.get": "self[1]",
    "map.set": "self",
    "map.values": "iterator(self[1])",
    "map.keys": "iterator(self[0])",
    "map.entries": "iterator(tuple(self[0],self[1]))",
    "set.add": "self",
    "set.values": "iterator(self[0])",
    "promise.then": "promise(first()[!])",
    "promise.catch": "self",
    "promise.finally": "self",
    "function.bind": "self",
    "Array.from": "list(first[*])",
    "Array.of": "list(first)",
    "Object.assign": "first|second|third",
    "Object.freeze": "first",
    "Object.seal": "first",
    "Object.create": "first",
    "Object.defineProperty": "first",
    "Object.defineProperties": "first",
    "Object.setPrototypeOf": "first",
    "Object.values": "list(first[?])",
    "Object.entries": "list(tuple(,first[?]))",
    "Promise.resolve": "promise(first[!])",
    "Promise.all": "promise(list(first[*][!]))",
    "Promise.race": "promise(first[*][!])",
    "Promise.any": "promise(first[*][!])",
    "structuredClone": "first",
}

_ONE_BY_ONE = "map filter forEach find findLast findIndex findLastIndex some every flatMap"
HANDED = {
    **{f"list.{name}": "first(self[0])" for name in _ONE_BY_ONE.split()},
    **{f"list.{name}": "first(second,self[0])" for name in ("reduce", "reduceRight")},
    **{f"list.{name}": "first(self[0],self[0])" for name in ("sort", "toSorted")},
    "map.forEach": "first(self[1],self[0])",
    "set.forEach": "first(self[0])",
    "promise.then": "first(self[0])|second()",
    "promise.catch": "first()",
    "promise.finally": "first()",
    "Array.from": "second(first[*])",
    **{f"function.{name}": "self()" for name in ("call", "apply")},
    **dict.fromkeys(["setTimeout", "setImmediate", "setInterval", "queueMicrotask", "process.nextTick"], "first()"),
}

TYPES = {
    **dict.fromkeys(["Array", "ReadonlyArray", "ArrayLike", "FlatArray"], "list"),
    **dict.fromkeys(["Map", "ReadonlyMap", "WeakMap"], "map"),
    **dict.fromkeys(["Set", "ReadonlySet", "WeakSet"], "set"),
    **dict.fromkeys(["Promise", "PromiseLike"], "promise"),
    **dict.fromkeys(
        ["Partial", "Readonly", "Required", "NonNullable", "Pick", "Omit", "Extract", "Exclude", "NoInfer", "WeakRef"],
        "first",
    ),
    "Awaited": "first",
    "Record": "dict",
    **dict.fromkeys(["Iterable", "Iterator", "IterableIterator", "AsyncIterable", "AsyncIterator"], "iterator"),
    **dict.fromkeys(["Generator", "AsyncGenerator", "AsyncIterableIterator"], "generator"),
}

BUILTINS = frozenset(
    """
    AbortController AbortSignal Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Blob Boolean Buffer
    CustomEvent DataView Date Error EvalError Event EventTarget File FinalizationRegistry Float32Array Float64Array
    FormData Function Headers Infinity Int16Array Int32Array Int8Array Intl JSON Map Math MessageChannel NaN Number
    Object Promise Proxy RangeError ReadableStream ReferenceError Reflect RegExp Request Response Set SharedArrayBuffer
    String Symbol SyntaxError TextDecoder TextEncoder TypeError URIError URL URLSearchParams Uint16Array Uint32Array
    Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly WebSocket Worker WritableStream XMLHttpRequest
    __dirname __filename alert atob btoa clearImmediate clearInterval clearTimeout console crypto decodeURI
    decodeURIComponent document encodeURI encodeURIComponent escape eval fetch global globalThis history isFinite isNaN
    localStorage location navigator parseFloat parseInt performance process queueMicrotask require requestAnimationFrame
    self sessionStorage setImmediate setInterval setTimeout structuredClone undefined unescape window
    afterAll afterEach before beforeAll beforeEach after describe expect it jest test vi
    """.split()
)
