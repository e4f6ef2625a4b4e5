from keys import LAST


def a(): ...


def b(): ...


def c(): ...


def at(place):
    steps[place]()


steps = [a, b, c]
steps[0]()
steps[LAST]()
later = steps[1:]
later[0]()
for step in steps:
    step()
at(1)
