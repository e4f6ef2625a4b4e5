class Engine
  def start; end
end

class Car
  attr_reader :engine
  attr_accessor :name

  def initialize
    @engine = Engine.new
  end

  def run
    engine.start
    self.name = 1
    self.speed = 2
  end

  def speed=(value); end
end

Car.new.engine.start
