class A
  def go; end
end

class B
  def go; end
end

class User
  def run(given, known = A.new)
    x = A.new
    x.go
    x = B.new
    x.go
    y = given ? A.new : B.new
    y.go
    z = x || A.new
    z.freeze.go
    known.go
    [1].each { inner = B.new; inner.go }
    go
  end
end
