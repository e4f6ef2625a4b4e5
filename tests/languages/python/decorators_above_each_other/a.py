def outer(f):
    def outer_inner():
        return f()

    return outer_inner


def inner(f):
    def inner_inner():
        return f()

    return inner_inner


@outer
@inner
def work(): ...


work()
