
; class { a = b }
(field_definition) @bind
