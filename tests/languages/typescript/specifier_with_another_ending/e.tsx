export function E() { return <b/>; }
