-- All that is bought.
local M = {}
local LIMIT = 3

-- Adds one.
function M.add(item, ...)
end

return M
