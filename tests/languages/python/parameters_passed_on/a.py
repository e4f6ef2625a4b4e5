class A:
    def go(self): ...


def outer(x):
    middle(x)


def middle(y):
    inner(y)


def inner(z):
    z.go()


class Holder:
    def __init__(self, held):
        self.held = held

    def use(self):
        self.held.go()


outer(A())
Holder(A()).use()
