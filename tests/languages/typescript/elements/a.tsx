import Page, { Button } from "./b";
const generic = <T,>(x: T) => x;
export function App() { return <><Page title="x" /><Button onClick={generic} /></>; }
