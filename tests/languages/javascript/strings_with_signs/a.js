export function isAssignment(token) {
  return token.value === "=" && token.kind === "Punctuator" && helper(token);
}
function helper(token) {}
export const Link = () => <a href="?a=1&b=2">{helper(1)}</a>;
