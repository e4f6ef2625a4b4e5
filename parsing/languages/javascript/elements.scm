
; <C a={b}/>   <C>...</C>   (rendering calls the function, or instantiates the class)
((jsx_self_closing_element name: (identifier)) @call (#match? @call "^<[A-Z]"))
((jsx_opening_element name: (identifier)) @call (#match? @call "^<[A-Z]"))
(jsx_self_closing_element name: (member_expression)) @call
(jsx_opening_element name: (member_expression)) @call
(jsx_expression [(identifier) (member_expression)] @value)
