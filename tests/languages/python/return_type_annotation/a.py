from b import make


def g():
    make().go()
