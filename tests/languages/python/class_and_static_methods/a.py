class A:
    @classmethod
    def make(cls):
        return cls()

    @staticmethod
    def help():
        pass

    def go(self):
        pass


class B(A):
    def go(self):
        pass


def g():
    A.help()
    A.make().go()
    B.make().go()
