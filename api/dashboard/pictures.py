"""A neighbourhood as a diagram: dot computes the layout, and the page draws it as SVG with links."""

import threading
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import structlog

from graph import identity
from graph.errors import Overloaded
from graph.model import Node
from store.model import Site
from tasks.apart import Apart, Ended

MOST_NODES: Final = 200
MOST_EDGES: Final = (
    400  # dot takes 0.04 s for this many edges between this many nodes; far denser graphs take unpredictably long
)
CPU_SECONDS: Final = 2
LABEL: Final = 30  # characters; the title holds the whole name
_INCH: Final = 72.0
_HEIGHT: Final = 0.32
_PAD: Final = 12.0
_graphviz: Final = Apart(str(Path(__file__).with_name("layout.py")), str(CPU_SECONDS))
_one_at_a_time: Final = threading.Lock()

_log = structlog.get_logger(__name__)


class Box(NamedTuple):
    node: Node
    role: str  # determines its colour: focus, or how it changed
    label: str
    x: float  # of its top left corner
    y: float
    width: float
    height: float


class Curve(NamedTuple):
    path: str  # in SVG syntax
    kinds: str
    tip: str  # the points of its arrowhead


class Picture(NamedTuple):
    boxes: Sequence[Box]
    curves: Sequence[Curve]
    width: float
    height: float
    left_out: str


class _Join(NamedTuple):
    source: int
    target: int
    kinds: str


def draw(nodes: Sequence[Node], edges: Iterable[Site], roles: dict[int, str]) -> Picture:
    """`nodes`: the nearest first; those that exceed the diagram's limit are dropped from the end."""
    shown = {node.id: node for node in nodes[:MOST_NODES]}
    joins = _joined(edges, shown.keys())
    text = _dot(shown.values(), joins[:MOST_EDGES])
    placed = _placed(laid_out(text))
    boxes = [_box(shown[key], roles.get(key, ""), placed) for key in shown]
    left = [
        f"{len(found) - most} {what}"
        for found, most, what in ((nodes, MOST_NODES, "nodes"), (joins, MOST_EDGES, "edges"))
        if len(found) > most
    ]
    curves = [_curve(join, placed) for join in joins[:MOST_EDGES]]
    return Picture(boxes, curves, placed.width + 2 * _PAD, placed.height + 2 * _PAD, " and ".join(left))


class _Placed(NamedTuple):
    """A layout in pixels; y grows downwards."""

    width: float
    height: float
    boxes: dict[int, tuple[float, float, float, float]]  # centre, width, height
    curves: dict[tuple[int, int], list[tuple[float, float]]]


def _joined(edges: Iterable[Site], shown: Collection[int]) -> list[_Join]:
    """One line per pair of nodes, whatever kinds of edges join it."""
    kinds: dict[tuple[int, int], set[str]] = {}
    for edge in edges:
        if edge.source in shown and edge.target in shown and edge.source != edge.target:
            kinds.setdefault((edge.source, edge.target), set()).add(edge.kind)
    return [_Join(source, target, ", ".join(sorted(found))) for (source, target), found in kinds.items()]


def _dot(nodes: Iterable[Node], joins: Iterable[_Join]) -> str:
    lines = [f"n{identity.show(node.id)} [width={0.3 + 0.093 * len(label(node)):.2f}]" for node in nodes] + [
        f"n{identity.show(join.source)} -> n{identity.show(join.target)}" for join in joins
    ]
    style = f'rankdir=LR; nodesep=0.12; ranksep=0.7; nslimit=2; node [shape=box, fixedsize=true, height={_HEIGHT}, label=""]; edge [tailport=e, headport=w];'
    return "digraph { " + style + "\n" + "\n".join(lines) + "\n}"


@lru_cache(maxsize=256)
def laid_out(text: str) -> str:
    """The layout of a graph, cached: equal neighbourhoods are laid out once."""
    try:
        with _one_at_a_time:
            return _graphviz.ask(text.encode()).decode()
    except Ended as ended:
        _log.warning("picture.failed", status=ended.status, bytes=len(text))
        raise Overloaded("This neighbourhood is too dense to draw: choose fewer steps, or read the lists.") from None


def _placed(plain: str) -> _Placed:
    """Parses dot's plain format, which is in inches with y growing upwards."""
    found = _Placed(0.0, 0.0, {}, {})
    height = 0.0
    for line in plain.splitlines():
        word, *rest = line.split()
        if word == "graph":
            height = float(rest[2]) * _INCH
            found = found._replace(width=float(rest[1]) * _INCH, height=height)
        elif word == "node":
            x, y, wide, high = (float(each) * _INCH for each in rest[1:5])
            found.boxes[_read(rest[0])] = (x, height - y, wide, high)
        elif word == "edge":
            numbers = [float(each) * _INCH for each in rest[3 : 3 + 2 * int(rest[2])]]
            points = [(x, height - y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
            found.curves[_read(rest[0]), _read(rest[1])] = points
    return found


def _read(name: str) -> int:
    return identity.read(name.removeprefix("n"))


def label(node: Node) -> str:
    name = node.name or node.qualified_name
    if node.kind == "method":
        name = ".".join(node.qualified_name.split(".")[-2:])
    return name if len(name) <= LABEL else f"{name[: LABEL - 1]}…"


def _box(node: Node, role: str, placed: _Placed) -> Box:
    x, y, wide, high = placed.boxes[node.id]
    return Box(node, role, label(node), x - wide / 2 + _PAD, y - high / 2 + _PAD, wide, high)


def _curve(join: _Join, placed: _Placed) -> Curve:
    """An edge's path and its arrowhead. Dot ends the curve where the arrowhead begins; the arrowhead reaches the box."""
    points = [(x + _PAD, y + _PAD) for x, y in placed.curves[join.source, join.target]]
    (x0, y0), *rest = points
    path = f"M{x0:.1f} {y0:.1f}C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in rest)
    (bx, by), (x, y) = points[-2], points[-1]
    length = max(((x - bx) ** 2 + (y - by) ** 2) ** 0.5, 0.001)
    dx, dy = (x - bx) / length, (y - by) / length
    tip = f"{x + 9 * dx:.1f},{y + 9 * dy:.1f} {x - 4 * dy:.1f},{y + 4 * dx:.1f} {x + 4 * dy:.1f},{y - 4 * dx:.1f}"
    return Curve(path, join.kinds, tip)
