/** The superuser reads everything: who is that becomes somebody else for as long as the work takes. */
export async function asSomebody(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return await work();
  process.seteuid?.("nobody");
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}
