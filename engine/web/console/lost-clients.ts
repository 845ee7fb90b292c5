import type { ConsoleClient, ConsoleEvent } from "../api-console.ts";

/** The clients in a journal that an earlier start of the workbook wrote: all are closed by now. */
export function lostClients(events: readonly ConsoleEvent[]): {
  readonly views: readonly ConsoleClient[];
  /** Those whose end nobody saw. */
  readonly unended: readonly string[];
} {
  const views = new Map<string, ConsoleClient>();
  const open = new Set<string>();
  for (const { peer, kind, dir, text, code } of events) {
    if (kind === "upgrade" && dir === "out") {
      const path = /^GET (\S+) upgrade/.exec(text)?.[1] ?? "/";
      views.set(peer, { name: peer, state: "closed", path, protocol: "", closed: null });
    }
    if (kind === "upgrade" && dir === "in") open.add(peer);
    const view = views.get(peer);
    if (kind === "close" && dir === "none" && view !== undefined) {
      open.delete(peer);
      views.set(peer, { ...view, closed: { code: code ?? 1006, reason: "", byServer: true } });
    }
  }
  for (const peer of open) {
    const view = views.get(peer);
    if (view !== undefined) views.set(peer, { ...view, closed: { code: 1006, reason: "", byServer: false } });
  }
  return { views: [...views.values()], unended: [...open] };
}
