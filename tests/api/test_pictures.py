"""Proportional: a picture is bounded, and a neighbourhood that Graphviz cannot cope with costs itself alone."""

from itertools import pairwise, product

import pytest

from api.dashboard import pictures
from graph.errors import Overloaded
from graph.kinds import NodeKind
from graph.model import Node
from store.model import Site


def node(number: int) -> Node:
    return Node(number, NodeKind.FUNCTION, f"f{number}", f"m.f{number}", "m.py", "python", number, number, number, {})


def call(source: int, target: int) -> Site:
    return Site("CALLS", source, target, "m.py", "exact", source, ((1, 0),))


def test_boxes_do_not_overlap_and_callers_stand_left() -> None:
    drawn = pictures.draw([node(n) for n in range(1, 42)], [call(n, 1) for n in range(2, 42)], {1: "focus"})

    (focus,) = [box for box in drawn.boxes if box.role]
    assert all(box.x + box.width < focus.x for box in drawn.boxes if box is not focus)
    tops = sorted(box.y for box in drawn.boxes if box is not focus)
    assert all(below - above >= focus.height for above, below in pairwise(tops))
    assert all(box.y >= 0 and box.y + box.height <= drawn.height for box in drawn.boxes)
    assert len(drawn.curves) == 40


def test_what_is_too_much_is_left_out_from_the_end_and_told() -> None:
    drawn = pictures.draw([node(n) for n in range(1, 251)], [call(n, 1) for n in range(2, 251)], {})

    assert len(drawn.boxes) == pictures.MOST_NODES
    assert drawn.left_out == "50 nodes"


def test_a_node_that_calls_itself_and_a_pair_that_call_each_other_are_drawn() -> None:
    drawn = pictures.draw([node(1), node(2)], [call(1, 1), call(1, 2), call(2, 1)], {})

    assert (len(drawn.boxes), len(drawn.curves)) == (2, 2)


def test_a_picture_that_takes_too_long_is_refused_and_the_next_one_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_EDGES", 4_000)
    dense = [call(a, b) for a, b in product(range(1, 61), repeat=2)]

    with pytest.raises(Overloaded, match="fewer steps"):
        pictures.draw([node(n) for n in range(1, 61)], dense, {})
    assert len(pictures.draw([node(1), node(2)], [call(1, 2)], {}).curves) == 1
