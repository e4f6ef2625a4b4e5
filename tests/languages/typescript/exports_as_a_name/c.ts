export function parsed(text: string, how?: { exports: string[] }) {}
