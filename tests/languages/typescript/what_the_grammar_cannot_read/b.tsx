export function Box() {
  return null;
}

export function All({ ready }) {
  return (
    <div>
      some text
      <Box />
      {ready ? <Box /> :
        <Box>more</Box>}
    </div>
  );
}

export type * from "./a";

export function Link() {
  return (
    <a href="https://example.com/?a=b&c=d&e">
      <Box />
    </a>
  );
}
