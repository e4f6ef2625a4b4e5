local M = {}
function M.run()
  M.go()
end
function M.broken(
  local = 3
end
function M.go() end
return M
