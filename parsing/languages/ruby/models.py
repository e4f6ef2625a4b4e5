"""Ruby's core, as far as values of the repository pass through it. Python's models explain the form of a result."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PASSING = frozenset({"freeze", "dup", "clone", "itself", "to_a", "lazy"})  # they return their receiver
TELLING = {"include": "included", "extend": "extended", "prepend": "prepended"}  # they call a hook of the module
MAKERS = _words(  # of records
    "create create! find find_by find_by! find_or_create_by find_or_create_by! find_or_initialize_by first first! last last! take take!"
)
SELF = frozenset({"tap", "then", "yield_self"})  # they yield their receiver
FOLDING_LEFT = frozenset({"inject", "reduce"})
FOLDING = FOLDING_LEFT | {"each_with_object"}
COUNTING = frozenset({"each_with_index", "each_slice", "each_cons"})  # the second is not a hash value
EACH = COUNTING | _words(
    "each each_pair each_entry reverse_each map collect flat_map filter_map each_key select filter reject find detect "
    "find_all find_index partition group_by sort_by min_by max_by sum all? any? none? one? count index each_value "
    "delete_if keep_if map! select! reject! to_h uniq take_while drop_while zip cycle"
)

_SAME = "each select filter reject sort sort_by reverse uniq compact take drop rotate shuffle first_or concat push append << unshift tap each_with_index find_all take_while drop_while"
_ELEMENT = "first last sample pop shift find detect min max min_by max_by sum"

RESULTS = {
    **{f"list.{name}": "self" for name in _SAME.split()},
    **{f"list.{name}": "self[0]" for name in _ELEMENT.split()},
    "list.delete_at": "self[0]",
    "list.at": "self[0]",
    "dict.fetch": "self[1]",
    "dict.delete": "self[1]",
    "dict.dig": "self[1]",
    "dict.values": "list(self[1])",
    "dict.select": "self",
    "dict.reject": "self",
    "dict.merge": "self",
}

BUILTINS = _words(
    "Object BasicObject Module Class Kernel String Symbol Integer Float Rational Complex Numeric Array Hash Range Proc "
    "Method UnboundMethod Regexp MatchData Time IO File Dir FileTest Process Thread Mutex Queue Fiber Enumerator "
    "Enumerable Comparable Math Random Struct Data Set Exception StandardError RuntimeError ArgumentError TypeError "
    "NameError NoMethodError KeyError IndexError RangeError IOError EOFError NotImplementedError LoadError ScriptError "
    "SystemExit Interrupt SignalException ZeroDivisionError FrozenError StopIteration Errno Encoding GC ObjectSpace "
    "Marshal Signal ENV ARGV STDIN STDOUT STDERR NilClass TrueClass FalseClass Binding Ractor RUBY_VERSION "
    "puts print p pp raise loop lambda proc catch throw format sprintf rand sleep exit abort at_exit warn binding "
    "block_given? caller eval gets srand system exec fork spawn trap require require_relative load autoload"
)
