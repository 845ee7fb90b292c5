/** See build.mjs, which runs before anything is compiled. */
export function builtEngine(root: string): Promise<string>;

/** The engine could not be compiled. The message is one sentence that says what to do, if anything. */
export class BuildError extends Error {}
