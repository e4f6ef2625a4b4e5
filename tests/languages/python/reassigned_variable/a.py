class A:
    def go(self):
        pass


class B:
    def go(self):
        pass


def g(flag):
    x = A()
    x.go()
    x = B()
    x.go()
    if flag:
        x = A()
    x.go()
