local M = { sub = {} }
M.deep = {}

function M.deep.go()
  M.deep.stop()
end

function M.deep.stop() end

M.deep.go()
return M
