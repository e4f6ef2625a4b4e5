"""What PHP's built-in functions return and call, as far as values of the repository pass through them."""

from importlib.resources import files

_SAME = ("array_filter", "array_values", "array_reverse", "array_slice", "array_unique", "array_splice", "iterator_to_array", "array_merge")  # fmt: skip
_ELEMENT = ("array_pop", "array_shift", "current", "end", "reset", "next", "prev", "max", "min")

RESULTS = {
    **dict.fromkeys(_SAME, "first"),
    **dict.fromkeys(_ELEMENT, "first[?]"),
    "array_merge": "first|second",
    "array_map": "list(first())",
    "call_user_func": "first()",
    "call_user_func_array": "first()",
}
HANDED = {
    **dict.fromkeys(("call_user_func", "call_user_func_array"), "first()"),
    **dict.fromkeys(("spl_autoload_register", "set_error_handler", "set_exception_handler", "register_shutdown_function", "ob_start"), "first()"),
    **dict.fromkeys(("array_filter", "array_walk", "iterator_apply"), "second(first[?])"),
    **dict.fromkeys(("usort", "uasort"), "second(first[?],first[?])"),
    "uksort": "second()",
    "array_map": "first(second[?])",
    "array_reduce": "second(third,first[?])",
    "preg_replace_callback": "second()",
}  # fmt: skip
# The functions and classes that PHP 8.2 itself declares.
BUILTINS = frozenset(files(__package__).joinpath("builtins.txt").read_text(encoding="utf-8").split()) | {
    "isset",
    "empty",
    "unset",
    "exit",
    "die",
    "eval",
}
