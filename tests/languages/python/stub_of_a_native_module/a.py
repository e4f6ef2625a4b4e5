from native import f

f().go()
