function whole() {}
whole();
function broken( { whole();
