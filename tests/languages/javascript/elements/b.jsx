export function Button(props) { return <b>{props.label}</b>; }
export class Panel { render() { return <Button label="x" />; } }
