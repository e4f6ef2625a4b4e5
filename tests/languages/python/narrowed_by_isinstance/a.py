class A:
    def go(self):
        pass


def g(x):
    if isinstance(x, A):
        x.go()
    x.go()
