import pkg
from pkg import MOST, limits, sum_of

handlers = [sum_of, limits.total]


def f(given=MOST, least=2):
    if given < pkg.limits.least:
        return least
    try:
        return handlers[MOST]
    except limits.Limit as error:
        return {pkg.Limit.HIGH: error}


def g(x: MOST | int): ...


class C(limits.Limit): ...
