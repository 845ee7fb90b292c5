/** See build.mjs, which runs before anything is compiled. */
export function builtEngine(root: string): Promise<string>;

/** The engine could not be compiled. The message is one sentence and, where there is something to do, what. */
export class BuildError extends Error {}
