"""Proportional: as much again of the same is as much work again, whatever it is and however it lies in or behind itself."""

import sys
from types import FrameType
from typing import Any

import pytest

from parsing.linking.link import link
from parsing.linking.snapshot import Snapshot
from tests.parsing.hostile import path_of
from tests.parsing.memory_graph import MemoryGraph, read
from tests.parsing.rows import ROWS

FEW = 120  # more than lie in each other up to the depth of an expression, and than a short text holds
MOST = 1.3  # times what as many cost before; where each costs more than the one before, it is 1.67


def calls(language: str, source: bytes) -> int:
    """Of Python's functions and of those it calls, to read and to link a file."""
    count = 0

    def counted(_frame: FrameType, event: str, _about: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        put = read(path_of(language), source)
        link(put, Snapshot(MemoryGraph(), [put]))
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(("language", "name"), ROWS)
def test_no_part_of_a_row_costs_more_than_the_one_before(language: str, name: str) -> None:
    row = ROWS[language, name]
    calls(language, row.source(1))  # what is made once
    first, second, third = (calls(language, row.source(times * FEW)) for times in (1, 2, 3))
    assert third - second < MOST * (second - first)
