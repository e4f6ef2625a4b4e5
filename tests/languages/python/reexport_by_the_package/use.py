import pkg
from pkg import public


def g():
    public()
    pkg.public()
