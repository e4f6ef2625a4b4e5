ok() { fine; }
fine() { :; }
if true; then
  (( 
ok
