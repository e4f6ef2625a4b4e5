from collections import defaultdict, deque


class A:
    def go(self): ...


def f(many: list[A], by_name: dict[str, list[A]], pair: tuple[int, A], queue: "deque[A]"):
    many[0].go()
    many[1:][0].go()
    for name, each in by_name.items():
        each[0].go()
    number, a = pair
    a.go()
    queue.popleft().go()
    [x.go() for x in sorted(many)]
    for place, x in enumerate(reversed(many)):
        x.go()
