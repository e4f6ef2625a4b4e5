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
