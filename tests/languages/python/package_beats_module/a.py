import x

x.f()
