# ROOT=repository OUT=file ruby -rpath/of/calls.rb ...: every call that a line of the repository makes of a method of it, as
# `file, line, file and line of the method, its name`, with tabs between.
root = "#{File.realpath(ENV.fetch('ROOT'))}/"
seen = {}
trace = TracePoint.new(:call) do |point|
  next unless point.path.start_with?(root)

  from = caller_locations(2, 1)&.first
  seen[[from.path, from.lineno, point.path, point.lineno, point.method_id]] = true if from&.path&.start_with?(root)
end
at_exit do
  trace.disable
  File.open("#{ENV.fetch('OUT')}.#{Process.pid}", "w") do |out|
    seen.each_key { |from, at, to, line, name| out.puts [from.delete_prefix(root), at, to.delete_prefix(root), line, name].join("\t") }
  end
end
trace.enable
