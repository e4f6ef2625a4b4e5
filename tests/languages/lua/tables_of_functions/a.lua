local function plain() end

local handlers = {
  open = function(x)
    plain()
  end,
  close = plain,
  ["shut"] = plain,
}

handlers.open()
handlers.close()
handlers["shut"]()

local list = { plain }
for _, each in ipairs(list) do
  each()
end
