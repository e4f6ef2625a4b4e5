require "forwardable"

class Engine
  def start; end
  def stop; end
  def oil; end
end

class Car
  extend Forwardable
  attr_reader :engine
  def_delegators :@engine, :start
  def_delegator :@engine, :stop, :halt
  delegate :oil, to: :engine

  def initialize
    @engine = Engine.new
  end
end

Car.new.start
Car.new.halt
Car.new.oil
