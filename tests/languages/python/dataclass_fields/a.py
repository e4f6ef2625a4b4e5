from dataclasses import dataclass, field


class Part:
    def go(self): ...


def make() -> Part: ...


@dataclass
class Whole:
    part: Part
    parts: list[Part] = field(default_factory=list)
    made: Part = field(default_factory=make)

    def go(self):
        self.part.go()
        for part in self.parts:
            part.go()


def f():
    whole = Whole(Part())
    whole.made.go()
