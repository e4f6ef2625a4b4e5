package a

class Good { def one = two; def two = 1 }

class Bad { def = ) }

class After { def run(good: Good) = good.one }
