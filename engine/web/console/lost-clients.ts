import type { ConsoleClient, ConsoleEvent, RequestView, SocketView, StreamView } from "../api-console.ts";

/** The reason for requests and streams without a recorded end. */
export const WORKBOOK_RESTARTED = "the workbook was restarted";

type Views = Map<string, ConsoleClient>;

/** The clients in a journal from before the workbook was restarted, all of which have ended. */
export function lostClients(events: readonly ConsoleEvent[]): {
  readonly views: readonly ConsoleClient[];
  /** Those without a recorded end. */
  readonly unended: readonly ConsoleClient[];
} {
  const views: Views = new Map();
  const open = new Set<string>();
  for (const event of events) {
    const { peer } = event;
    const begun = begunWith(event);
    if (begun !== undefined) views.set(peer, begun);
    // A socket whose handshake was not answered was never open.
    if (begun !== undefined ? begun.transport !== "websocket" : event.kind === "upgrade") open.add(peer);
    const view = views.get(peer);
    if (view === undefined) continue;
    const ended = view.transport === "websocket" ? socketAfter(view, event) : afterAnswer(view, event);
    views.set(peer, ended.view);
    if (ended.isOver) open.delete(peer);
  }
  for (const peer of open) {
    const view = views.get(peer);
    if (view !== undefined) views.set(peer, cutOff(view));
  }
  return {
    views: [...views.values()],
    unended: [...open].flatMap((peer) => views.get(peer) ?? []),
  };
}

function begunWith(event: ConsoleEvent): ConsoleClient | undefined {
  const { peer: name } = event;
  if (event.kind === "upgrade" && event.dir === "out")
    return { transport: "websocket", name, state: "closed", path: event.path, protocol: "", closed: null };
  if (event.kind !== "request") return undefined;
  const { method, path, asked, headers = [] } = event;
  if (asked === "stream") {
    const lastEventId = headers.find(([header]) => header === "last-event-id")?.[1] ?? "";
    const nothing = { status: null, retryMs: null, reason: null };
    return { transport: "sse", name, state: "ended", path, lastEventId, ...nothing };
  }
  const hold = asked === "held";
  return { transport: "http", name, state: "ended", method, path, hold, answer: null, reason: null };
}

function socketAfter(view: SocketView, event: ConsoleEvent): { readonly view: SocketView; readonly isOver: boolean } {
  if (event.kind !== "close" || event.dir !== "none") return { view, isOver: false };
  const { code = 1006, reason = "", byServer = true } = event;
  return { view: { ...view, closed: { code, reason, byServer } }, isOver: true };
}

function afterAnswer<View extends RequestView | StreamView>(
  view: View,
  event: ConsoleEvent,
): { readonly view: View; readonly isOver: boolean } {
  const { kind } = event;
  if (kind === "response" || kind === "head") {
    const { code, headers = [], tookMs = 0 } = event;
    const isWhole = kind === "response";
    const body = isWhole ? event.text.slice(String(code).length + 1) : "";
    const bytes = isWhole ? (event.bytes ?? 0) : 0;
    const answer = { status: code, headers, body, bytes, tookMs };
    const change = view.transport === "sse" ? { status: code } : { answer };
    return { view: { ...view, ...change }, isOver: isWhole };
  }
  if (kind === "event" && event.id !== undefined) return { view: { ...view, lastEventId: event.id }, isOver: false };
  if (kind === "retry") return { view: { ...view, retryMs: event.ms }, isOver: false };
  const isStream = view.transport === "sse";
  if (kind === "end") return { view: { ...view, reason: isStream ? "ended by the server" : null }, isOver: true };
  if (kind === "abort") return { view: { ...view, reason: isStream ? "closed" : "given up" }, isOver: true };
  if (kind === "error") return { view: { ...view, reason: event.text }, isOver: true };
  return { view, isOver: false };
}

function cutOff(view: ConsoleClient): ConsoleClient {
  return view.transport === "websocket"
    ? { ...view, closed: { code: 1006, reason: "", byServer: false } }
    : { ...view, reason: WORKBOOK_RESTARTED };
}
