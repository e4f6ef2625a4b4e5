class Base
  class Part
    def go; end
  end
  LIMIT = 3
end

class Thing < Base
  def run
    Part.new.go
    LIMIT
  end
end
