class C:
    def go(self):
        pass


def f():
    return C()
