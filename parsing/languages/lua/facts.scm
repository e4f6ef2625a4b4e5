; One query for all the facts of a Lua file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; function f() ... end   do ... end   if x then ... end   (where a scope or a block begins)
(block) @block

; local C = setmetatable({}, { __index = B })   (a class-like table)
(assignment_statement) @definition
; function f() end   local function f() end   function C.f() end   function C:f() end   C.f = function() end
(function_declaration) @definition
(function_definition) @definition

; local x = y   x = y   x.a = y   for k, v in pairs(x) do   anonymous function(x)   return x at the end of the file
(assignment_statement) @bind
(for_statement) @bind
(function_definition) @bind
(chunk (return_statement) @bind)
((function_call name: (identifier) @_called) @bind (#eq? @_called "setmetatable"))

; f(x)   x.f(y)   x:f(y)   require "a"
(function_call) @call
; return x
(return_statement) @return

; f(g)   { g }   (names used as values)
(arguments [(identifier) (dot_index_expression)] @value)
(field value: [(identifier) (dot_index_expression)] @value)
