local class = require("middleclass")
local Animal = class("Animal")

function Animal:initialize(name)
  self.name = name
end

function Animal:speak() end

local Dog = class("Dog", Animal)

function Dog:bark()
  self:speak()
end

local Puppy = Dog:subclass("Puppy")

function Puppy:play()
  self:bark()
end

local dog = Dog:new("Rex")
dog:bark()
Puppy("Bo"):play()
