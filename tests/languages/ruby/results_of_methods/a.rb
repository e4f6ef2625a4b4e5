class A
  def go; end
end

class User
  def last
    1
    A.new
  end

  def early(x)
    return A.new if x
    nil
  end

  def branches(x)
    if x
      A.new
    else
      last
    end
  end

  def rescued
    A.new
  rescue StandardError
    nil
  end

  def short = A.new

  def run
    last.go
    early(1).go
    branches(1).go
    rescued.go
    short.go
  end
end
