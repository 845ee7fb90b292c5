/**
 * Begins to measure the processor time of this process. The result returns how many milliseconds it has used since: work that
 * must not be quadratic is told from linear work by that, however busy the machine is.
 */
export function measureUsedMs(): () => number {
  const begun = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
}
