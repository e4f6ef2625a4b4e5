from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b import Thing


def g(thing: "Thing") -> None:
    thing.go()
