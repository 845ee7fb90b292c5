/** So deep that the compiler's stack, which grows, takes all of the memory it may have. */
export const files = () => ({ "server.ts": "[".repeat(1_500_000) });
