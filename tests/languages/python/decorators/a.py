from functools import wraps


def traced(function):
    @wraps(function)
    def inner(*args):
        return function(*args)

    return inner


@traced
def f():
    pass


def g():
    f()
