import { Box, Tool } from "./b";
const box = new Box();
box.open();
box.close();
Box.of().open();
Tool.build().use();
function f(b: Box) { b.close(); }
