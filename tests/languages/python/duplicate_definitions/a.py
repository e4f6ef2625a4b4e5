import sys

if sys.platform == "win32":

    def f():
        pass

else:

    def f():
        pass


def g():
    f()
