local M = {}
function M.f() end
M.()
M.f()
