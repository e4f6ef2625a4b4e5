from typing import Callable, NamedTuple, Optional, Sequence, Tuple, Union


class Style:
    def render(self): ...


Deep = Union[Tuple[Callable[[Sequence[Style]], Style]], Tuple[Sequence[Tuple[Style, int]], int]]


class Segment(NamedTuple):
    """A docstring."""

    text: str
    style: Optional[Style] = None
    control: Optional[Sequence[Deep]] = None


class Special(Segment): ...


def unpacked(segments: list[Segment]):
    for text, style, control in segments:
        style.render()


def by_place(segment: Segment):
    segment[1].render()


def of_a_class_below(segment: Special):
    _, style, _ = segment
    style.render()
