def one(): ...
def two(): ...
def three(): ...


TABLE = {"one": one, "two": two}
TABLE["three"] = three


def f(key):
    TABLE["one"]()
    TABLE["three"]()
    TABLE[key]()


def g():
    local = {1: one}
    local[1] = two
    local[1]()
