from contextlib import contextmanager


class A:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    def go(self):
        pass


class Oops(Exception):
    def tell(self):
        pass


@contextmanager
def opened():
    yield A()


def g():
    try:
        with A() as a, opened() as b:
            a.go()
            b.go()
    except Oops as oops:
        oops.tell()
