local function helper(x)
  return x
end

function shared()
  helper(1)
  local function inner()
    shared()
  end
  inner()
end

local later
later = function()
  shared()
end

later()
