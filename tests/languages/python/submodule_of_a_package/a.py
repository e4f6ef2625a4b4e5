import pkg.sub
from pkg import sub as s


def g():
    pkg.sub.f()
    s.f()
