"""The standard library, as far as values of the repository pass through it.

`promise` stands for every type that has to be unwrapped: options, results, cells, locks.
"""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TRANSPARENT = _words(
    "Box Rc Arc Cow Pin Ref RefMut MutexGuard RwLockReadGuard RwLockWriteGuard ManuallyDrop Reverse Weak NonNull"
)

CONTAINERS = {
    **dict.fromkeys(_words("Option Result Poll Mutex RwLock RefCell Cell OnceCell OnceLock LazyLock Lazy Future LockResult MaybeUninit"), "promise"),
    **dict.fromkeys(_words("Vec VecDeque LinkedList HashSet BTreeSet BinaryHeap IndexSet SmallVec Iterator IntoIterator DoubleEndedIterator ExactSizeIterator Peekable Stream Receiver"), "list"),
    **dict.fromkeys(_words("HashMap BTreeMap IndexMap FxHashMap AHashMap"), "dict"),
}  # fmt: skip

_SAME = _words(
    "clone to_owned as_ref as_mut as_deref as_deref_mut cloned copied by_ref borrow borrow_mut as_slice as_mut_slice to_vec into_boxed_slice iter iter_mut into_iter"
)
PASSING = _words("clone to_owned as_ref as_mut as_deref as_deref_mut cloned copied by_ref borrow borrow_mut lock")

_MEMBERS = {
    "promise": {
        **dict.fromkeys((*_SAME, "ok", "ok_or", "ok_or_else", "map_err", "context", "with_context", "take", "replace", "filter", "or", "or_else", "inspect", "inspect_err", "lock", "read", "write", "try_lock", "transpose", "flatten", "err"), "self"),
        **dict.fromkeys(("unwrap", "expect", "unwrap_or", "unwrap_or_else", "unwrap_or_default", "unwrap_unchecked", "get_or_insert_with", "get_or_insert", "insert", "or_insert", "or_insert_with", "or_default", "get_mut", "into_inner", "get_or_init", "borrow", "borrow_mut", "get"), "self[0]"),
        "unwrap_err": "self[1]",
        "map": "promise(first())",
        "and_then": "first()",
        "map_or": "first|second()",
        "map_or_else": "first()|second()",
        "zip": "promise(tuple(self[0],first[!]))",
    },
    "list": {
        **dict.fromkeys((*_SAME, "rev", "skip", "take", "filter", "peekable", "fuse", "step_by", "take_while", "skip_while", "chain", "cycle", "inspect", "drain", "collect", "as_slice", "sorted", "collect_vec", "into_sorted_vec", "split_off", "into_vec", "dedup", "unique"), "self"),
        **dict.fromkeys(("next", "next_back", "last", "first", "pop", "pop_front", "pop_back", "front", "back", "get", "get_mut", "nth", "find", "max", "min", "max_by_key", "min_by_key", "max_by", "min_by", "peek", "peek_mut", "first_mut", "last_mut", "front_mut", "back_mut", "reduce", "iter_max", "recv", "try_recv", "next_if", "choose"), "promise(self[0])"),
        **dict.fromkeys(("remove", "swap_remove", "get_unchecked"), "self[0]"),
        "map": "list(first())",
        "flat_map": "first()",
        "flatten": "self[0]",
        "filter_map": "first()",
        "map_while": "first()",
        "find_map": "first()",
        "enumerate": "list(tuple(none,self[0]))",
        "zip": "list(tuple(self[0],first[*]))",
        "fold": "first",
        **dict.fromkeys(("windows", "chunks", "chunks_exact", "split"), "list(self)"),
        "partition": "tuple(self,self)",
        "split_at": "tuple(self,self)",
    },
    "dict": {
        **dict.fromkeys(("clone", "to_owned", "as_ref", "as_mut", "borrow"), "self"),
        **dict.fromkeys(("get", "get_mut", "remove", "insert", "entry"), "promise(self[1])"),
        **dict.fromkeys(("values", "values_mut", "into_values"), "list(self[1])"),
        **dict.fromkeys(("keys", "into_keys"), "list(self[0])"),
        **dict.fromkeys(("iter", "iter_mut", "into_iter", "drain"), "list(tuple(self[0],self[1]))"),
    },
}  # fmt: skip

_STATIC = {
    **dict.fromkeys(("Some", "Ok", "Mutex.new", "RwLock.new", "RefCell.new", "Cell.new"), "promise(first)"),
    **dict.fromkeys(("Box.new", "Rc.new", "Arc.new", "Pin.new", "Box.pin", "Arc.clone", "Rc.clone", "mem.take", "mem.replace"), "first"),
    **dict.fromkeys(("Vec.new", "Vec.with_capacity", "VecDeque.new", "HashSet.new", "BTreeSet.new"), "list()"),
    **dict.fromkeys(("HashMap.new", "BTreeMap.new"), "dict()"),
}  # fmt: skip

RESULTS = {
    **{f"{kind}.{name}": rule for kind, members in _MEMBERS.items() for name, rule in members.items()},
    **{f"{start}{name}": rule for name, rule in _STATIC.items() for start in ("", "std.")},
}

_ELEMENTS = "map flat_map filter filter_map for_each find find_map any all position inspect take_while skip_while map_while partition max_by_key min_by_key retain sort_by_key sort_by_cached_key retain_mut rposition"
HANDED = {
    **{f"list.{name}": "first(self[0])" for name in _ELEMENTS.split()},
    **{f"list.{name}": "first(self[0],self[0])" for name in ("sort_by", "sort_unstable_by", "max_by", "min_by", "reduce", "dedup_by")},
    "list.fold": "second(first,self[0])",
    "list.try_for_each": "first(self[0])",
    **{f"promise.{name}": "first(self[0])" for name in ("map", "and_then", "filter", "is_some_and", "is_ok_and", "inspect")},
    **{f"promise.{name}": "first(self[1])" for name in ("map_err", "or_else", "inspect_err")},
    **{f"promise.{name}": "first()" for name in ("unwrap_or_else", "ok_or_else", "get_or_insert_with", "or_insert_with", "get_or_init", "with_context")},
    "promise.map_or": "second(self[0])",
    "promise.map_or_else": "first()|second(self[0])",
    **{f"dict.{name}": "first(self[0],self[1])" for name in ("retain",)},
}  # fmt: skip

PRIMITIVES = frozenset(_words("str char bool u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64"))

BUILTINS = PRIMITIVES | frozenset(
    _words(
        "std Some None Ok Err Box Rc Arc Vec VecDeque String Option Result Mutex RwLock RefCell Cell Pin HashMap "
        "HashSet BTreeMap BTreeSet Default Iterator IntoIterator From Into TryFrom TryInto Clone Copy Drop Fn FnMut "
        "FnOnce AsRef AsMut ToString ToOwned PartialEq Eq PartialOrd Ord Extend FromIterator Send Sync Sized Unpin "
        "DoubleEndedIterator ExactSizeIterator drop println print eprintln eprint format write writeln panic assert "
        "assert_eq assert_ne debug_assert debug_assert_eq debug_assert_ne matches todo unimplemented unreachable vec "
        "concat stringify include include_str include_bytes env option_env cfg line column file module_path "
        "compile_error dbg thread_local format_args"
    )
)
