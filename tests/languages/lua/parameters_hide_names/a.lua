local function go() end

local function run(go)
  go()
end

each(function(go)
  go()
end)
go()
