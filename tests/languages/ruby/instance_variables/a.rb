class Engine
  def start; end
end

class Car
  def initialize
    @engine = Engine.new
    @spare, @other = Engine.new, 1
  end

  def run
    @engine.start
    @spare.start
    @lazy ||= Engine.new
    @lazy.start
    @other.start
  end
end

class Van < Car
  def go
    @engine.start
  end
end
