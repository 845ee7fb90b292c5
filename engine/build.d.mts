/** See build.mjs, which runs before anything is compiled. */
export function builtEngine(root: string): Promise<string>;
