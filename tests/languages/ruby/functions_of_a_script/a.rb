def helper(x)
  other
end

def other; end

helper(1)
other
total = helper(2)
total
