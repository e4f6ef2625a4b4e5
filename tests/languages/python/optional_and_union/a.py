from typing import Optional, Union


class A:
    def go(self):
        pass


class B:
    def go(self):
        pass


def g(a: Optional[A], b: Union[A, B], c: "A | None" = None):
    a.go()
    b.go()
    c.go()
