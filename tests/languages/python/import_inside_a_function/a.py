def g():
    from b import f

    f()
