from functools import reduce

from events import Event, subscribe


class Item:
    def weight(self): ...

    def add(self, other): ...


def items() -> list[Item]: ...


def by_weight(item):
    return item.weight()


def main(item: Item):
    sorted(items(), key=lambda each: each.weight())
    list(map(lambda each: each.add(item), items()))
    reduce(lambda total, each: each.add(total), items(), item)
    max(items(), key=by_weight)
    subscribe(lambda event: event.stop())
