export default function def() {}
export function named() {}
