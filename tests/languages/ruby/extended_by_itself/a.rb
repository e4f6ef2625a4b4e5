module Tools
  extend self

  def cut
    measure
  end

  def measure; end
end

module More
  module_function

  def glue; end
end

Tools.cut
More.glue
