"""A query is a few words and a name; what is none says what would be."""

import pytest

from graph import watching
from graph.errors import BadInput
from graph.watching import FORMS, Form, Query, parse


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("callers of payments.charge", Query(Form.CALLERS, "payments.charge")),
        ("  Callers   OF  payments.charge ", Query(Form.CALLERS, "payments.charge")),
        ("callees of operator *", Query(Form.CALLEES, "operator *")),
        ("definition of shop::Cart", Query(Form.DEFINITION, "shop::Cart")),
        ("interface of src/shop/", Query(Form.INTERFACE, "src/shop")),
        ("interface of /", Query(Form.INTERFACE, ".")),
        ("uses of external @scope/pkg", Query(Form.USES, "@scope/pkg")),
        ("untested *_handler", Query(Form.UNTESTED, "*_handler")),
    ],
)
def test_a_query_is_read_and_shown_again(text: str, query: Query) -> None:
    assert parse(text) == query
    assert parse(str(query)) == query


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write one of: callers of NAME; callees of NAME"),
        ("who calls payments.charge", "is no query"),
        ("uses of left-pad", "uses of external PACKAGE"),
        ("callers of", "'callers of' of what?"),
        ("untested", "Write: untested PATTERN"),
        ("callers of *", "Patterns with * are for 'untested'"),
        (f"callers of {'x' * 500}", "at most 500 characters"),
    ],
)
def test_what_is_no_query_says_what_would_be(text: str, says: str) -> None:
    with pytest.raises(BadInput) as told:
        parse(text)
    assert says in str(told.value)


def test_every_form_is_told_with_an_example() -> None:
    assert FORMS.keys() == set(Form)
    assert all(shape.startswith(form) for form, (shape, _) in FORMS.items())


def test_what_a_name_lies_in_and_what_a_pattern_meets() -> None:
    assert [*watching.beginnings("example.org/shop.Cart")] == [
        "example.org/shop.Cart",
        "example.org/shop",
        "example.org",
        "example",
    ]
    assert [*watching.beginnings("left-pad")] == ["left-pad"]
    handlers = watching.pattern("handle_*")
    assert [bool(handlers.fullmatch(name)) for name in ("shop.handle_pay", "shop.rehandle_pay", "handle_")] == [
        True,
        False,
        True,
    ]
    assert watching.pattern("shop.*").fullmatch("src.shop.cart.total")
