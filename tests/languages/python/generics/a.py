class Box[T]:
    def get(self) -> T:
        raise NotImplementedError


class A:
    def go(self):
        pass


def g(box: Box[A]):
    box.get().go()
