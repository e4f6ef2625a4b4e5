Gem::Specification.new do |spec|
  spec.add_dependency "rack", "~> 3.0"
  spec.add_development_dependency("minitest")
end
