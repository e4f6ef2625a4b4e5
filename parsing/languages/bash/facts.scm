; One query for all the facts of a Bash file. A capture is named after the engine's handler for the node; of two nodes
; with the same span, the one whose capture comes first here is read first.

; f() { ... }   function f { ... }   (where a scope begins)
(function_definition body: (_) @block)
(function_definition) @definition

; X=1   readonly X=1   (at the top of the file)
(program (variable_assignment) @bind)
(program (declaration_command (variable_assignment) @bind))

; source a   . a
((command) @import (#match? @import "^(source|[.])[ \t]"))

; trap f EXIT
((command) @implicit (#match? @implicit "^trap[ \t]"))
; f x   $(f x)
((command name: (command_name (word))) @call (#not-match? @call "^(source|[.])[ \t]"))
