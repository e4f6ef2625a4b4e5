module Dirty
  module ClassMethods
    def mark(*names); end
  end

  def self.included(base)
    base.extend(ClassMethods)
  end
end

class Entry
  include Dirty
  mark :name
end
