local Base = {}
Base.__index = Base

function Base:name() end
function Base:kind() end

local Van = setmetatable({}, { __index = Base })
Van.__index = Van

function Van:kind()
  self:name()
end

local Car = {}
setmetatable(Car, { __index = Van })

function Car:run()
  self:kind()
  self:name()
end
