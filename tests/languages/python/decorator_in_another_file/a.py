from tools import logged, register


@logged
def f():
    pass


@register
def g():
    f()
