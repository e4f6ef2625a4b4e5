export function inDir() {}
