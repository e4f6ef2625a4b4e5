enum Level { Low, High }
function f(l: Level) {}
f(Level.Low);
