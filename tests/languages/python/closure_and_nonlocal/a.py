class A:
    def go(self):
        pass


def outer():
    a = None

    def inner():
        nonlocal a
        a = A()

    inner()
    a.go()

    def last():
        a.go()

    return last


outer()()
