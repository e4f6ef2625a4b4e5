class Thing
  define_method(:go) { |x| stop(x) }
  define_method(:run) do
    go(1)
  end

  def stop(x); end

  names.each do |name|
    define_method(name) { stop(1) }
  end
end

Thing.new.send(:stop, 2)
