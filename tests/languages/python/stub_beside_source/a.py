from fast import C, f

f().go()
C().go()
