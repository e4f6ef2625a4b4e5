from functools import wraps


def logged(function):
    @wraps(function)
    def inner(*args):
        return function(*args)

    return inner


def register(function):
    return function
