local Engine = {}
function Engine:start() end

local Car = {}

function Car.new()
  local car = setmetatable({}, { __index = Car })
  local other = {}
  setmetatable(other, Engine)
  other:start()
  car.engine = setmetatable({}, { __index = Engine })
  return car
end

function Car:run()
  self.engine:start()
  self.spare = self.engine
  self.spare:start()
end

Car.new().engine:start()
