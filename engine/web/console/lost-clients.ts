import type { ConsoleClient, ConsoleEvent } from "../api-console.ts";

/** The clients in a journal that an earlier start of the workbook wrote: all are closed by now. */
export function lostClients(events: readonly ConsoleEvent[]): {
  readonly views: readonly ConsoleClient[];
  /** Those whose end nobody saw. */
  readonly unended: readonly string[];
} {
  const views = new Map<string, ConsoleClient>();
  const open = new Set<string>();
  for (const event of events) {
    const { peer } = event;
    if (event.kind === "upgrade" && event.dir === "out")
      views.set(peer, { name: peer, state: "closed", path: event.path, protocol: "", closed: null });
    if (event.kind === "upgrade" && event.dir === "in") open.add(peer);
    const view = views.get(peer);
    if (event.kind === "close" && event.dir === "none" && view !== undefined) {
      open.delete(peer);
      const { code = 1006, reason = "", byServer = true } = event;
      views.set(peer, { ...view, closed: { code, reason, byServer } });
    }
  }
  for (const peer of open) {
    const view = views.get(peer);
    if (view !== undefined) views.set(peer, { ...view, closed: { code: 1006, reason: "", byServer: false } });
  }
  return { views: [...views.values()], unended: [...open] };
}
