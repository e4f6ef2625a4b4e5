def print(x):
    pass


print(len("x"))
