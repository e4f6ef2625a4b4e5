require "helper"
require "shop"
