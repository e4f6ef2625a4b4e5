"""The standard library, as far as values of the repository pass through it."""

from parsing.terms import SCOPE

_LISTS = "vector list deque array set unordered_set multiset unordered_multiset queue stack priority_queue forward_list span initializer_list"
_MAPS = "map unordered_map multimap unordered_multimap"

POINTERS = frozenset(
    f"{before}{name}"
    for name in ["unique_ptr", "shared_ptr", "weak_ptr", "atomic", "optional", "reference_wrapper"]
    for before in ("", f"std{SCOPE}")
)
FUNCTIONS = frozenset({"function", f"std{SCOPE}function"})

TYPES = {
    **{f"std{SCOPE}{name}": "list" for name in _LISTS.split()},
    **{f"std{SCOPE}{name}": "dict" for name in _MAPS.split()},
    f"std{SCOPE}string": "string",
    f"std{SCOPE}basic_string": "string",
    f"std{SCOPE}pair": "tuple",
    f"std{SCOPE}tuple": "tuple",
    **{
        name: name
        for name in ["size_t", "int8_t", "int16_t", "int32_t", "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t"]
    },
}

_ENTRY = "tuple(self[0],self[1])"  # an entry of a map; an iterator is treated as what it points to

RESULTS = {
    **{f"list.{name}": "self[0]" for name in ["back", "front", "at", "top"]},
    **{
        f"list.{name}": "self[0]"
        for name in ["begin", "end", "rbegin", "rend", "find", "insert", "lower_bound", "upper_bound"]
    },
    "dict.at": "self[1]",
    "dict.[*]": _ENTRY,
    **{f"dict.{name}": _ENTRY for name in ["begin", "end", "rbegin", "rend", "find", "lower_bound", "upper_bound"]},
    **{f"dict.{name}": f"tuple({_ENTRY})" for name in ["insert", "emplace", "try_emplace"]},
    "tuple.first": "=self[0]",
    "tuple.second": "=self[1]",
}
