class Box[T]:
    def __init__(self, item: T): ...

    def get(self) -> T: ...


class A:
    def go(self): ...


def same[T](x: T) -> T:
    return x


type Boxes = list[Box[A]]


def f(box: Box[A], boxes: Boxes):
    box.get().go()
    same(A()).go()
    for each in boxes:
        each.get().go()
