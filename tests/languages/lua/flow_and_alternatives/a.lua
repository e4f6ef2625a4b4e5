local A = {}
local B = {}
function A.go() end
function B.go() end

local function either(x)
  local y = x and A or B
  y.go()
  local z = A
  z.go()
  z = B
  z.go()
  return z
end

either().go()
