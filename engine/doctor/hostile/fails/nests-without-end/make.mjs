/** Nests so deeply that the compiler's stack grows beyond its memory limit. */
export const files = () => ({ "server.ts": "[".repeat(1_500_000) });
