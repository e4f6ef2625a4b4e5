-- ROOT=repository OUT=file lua -l calls ...: every call that a line of the repository makes of a function of it, as
-- `file, line, file and line of the function, its name`, with tabs between. Sources are named relative to ROOT, where it runs.
local out, seen = assert(io.open(os.getenv("OUT"), "w")), {}
out:setvbuf("line") -- what ends by os.exit is told as far as it went
local function path(info)
  local source = info.source:match("^@(.+)$")
  return source and not source:match("^/") and source:gsub("^%./", "")
end
debug.sethook(function()
  local callee, caller = debug.getinfo(2, "S"), debug.getinfo(3, "Sl")
  local to, from = path(callee), caller and path(caller)
  if to and from and callee.what == "Lua" then
    local row = table.concat({ from, caller.currentline, to, callee.linedefined, "?" }, "\t")
    if not seen[row] then
      seen[row] = true
      out:write(row, "\n")
    end
  end
end, "c")
