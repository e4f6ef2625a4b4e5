local function run(value)
  return value
end

local by_kind = {
  ["number"] = function(value)
    return run(value)
  end,
  ["two words"] = function(value)
    return run(value)
  end,
  [run] = function(value)
    return run(value)
  end,
}

by_kind[function(value) return value end] = function(value)
  return run(value)
end
by_kind["table"] = function(value)
  return run(value)
end

by_kind.number(1)
by_kind["table"]({})
