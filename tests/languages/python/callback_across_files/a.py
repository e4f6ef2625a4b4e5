from b import run


def work():
    pass


def g():
    run(work)
