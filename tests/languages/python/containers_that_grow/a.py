class A:
    def go(self): ...


def one(): ...


def two(): ...


def f():
    known = []
    known.append(A())
    for each in known:
        each.go()


def g():
    table = {"a": one}
    table.update({"a": two})
    table["a"]()


class Holder:
    def __init__(self):
        self.parts = set()

    def grow(self):
        self.parts.add(A())

    def all(self):
        for part in self.parts:
            part.go()
