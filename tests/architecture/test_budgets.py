"""Budgets: a file or function that outgrows them holds two concerns."""

import ast
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.architecture.checkout import product, show, suites

LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 400, 60, 8


class Function(NamedTuple):
    place: str
    lines: int  # from `def` to the last line; decorators are not counted
    bare: list[str]  # what lacks an annotation


def test_no_file_is_longer_than_one_concern() -> None:
    lengths = {show(path): len(path.read_text().splitlines()) for path in product() + suites()}

    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    found = functions(product() + suites())

    assert {function.place: function.lines for function in found if function.lines > LONGEST_FUNCTION} == {}


def test_half_of_the_functions_are_short() -> None:
    assert median(function.lines for function in functions(product())) <= MEDIAN_FUNCTION


def test_every_function_is_annotated() -> None:
    found = functions(product() + suites())

    assert {function.place: function.bare for function in found if function.bare} == {}


def functions(paths: list[Path]) -> list[Function]:
    return [
        Function(f"{show(path)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1, bare(node))
        for path in paths
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def bare(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    own = node.args
    named = [*own.posonlyargs, *own.args, *own.kwonlyargs, *filter(None, (own.vararg, own.kwarg))]
    missing = [arg.arg for arg in named if arg.annotation is None and arg.arg not in {"self", "cls"}]
    return missing if node.returns is not None else [*missing, "return"]
