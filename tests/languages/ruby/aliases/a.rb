class List
  def add(x); end
  alias << add
  alias_method :push, :add
end

list = List.new
list.push(1)
list << 2
list.add(3)
