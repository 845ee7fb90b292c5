/**
 * The layout of a sequence diagram: one lane for each client, one for the server, one row for each item. Pure arithmetic
 * in pixels; row-words.ts creates the text of the rows when they are drawn.
 */
import { kindOf } from "../kit/transports/event-kinds.ts";
import type { TranscriptEvent } from "../transcript-event.ts";
import type { Failure } from "../verdict.ts";
import { heldBars, type HeldBar } from "./held-bars.ts";
import { itemsOf, type DiagramItem } from "./items.ts";

export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  /** From top to bottom. */
  readonly rows: readonly DiagramRow[];
  /** The bars of held requests. */
  readonly held: readonly HeldBar[];
  /** The left edge and the width of the column of texts. */
  readonly text: { readonly x: number; readonly width: number };
}

export interface Lane {
  /** For example `client-1`, `http-2`, `server`. */
  readonly peer: string;
  readonly x: number;
  /** The y coordinate where its connection or process ended; `null` when it did not. */
  readonly endsAt: number | null;
}

export type Shape = "arrow" | "missing" | "close" | "error" | "exit" | "network" | "note" | "silence" | "blank";

export interface DiagramRow {
  /** Index in `rows`. */
  readonly index: number;
  readonly item: DiagramItem;
  readonly shape: Shape;
  readonly top: number;
  readonly height: number;
  /** The y coordinate of its line or sign. */
  readonly y: number;
  /** The x coordinates where its arrow begins and ends; equal when the row has no arrow. */
  readonly from: number;
  readonly to: number;
}

export interface LayoutOptions {
  /** The preferred width in pixels; many lanes take more. @default 560 */
  readonly width?: number | undefined;
}

export const SERVER = "server";
/** The lane of what happened to the network as a whole, which is between the clients and the server. */
const NETWORK = "network";
export const HEAD_HEIGHT = 34;
const DEFAULT_WIDTH = 560;
/** The column of times. */
const GUTTER = 58;
/** Half the width of a lane's name, so that it is not cut off. */
const MARGIN = 40;
const LANE_PITCH = 84;
/** The least width of the texts, which are between the last client and the server. */
const MIN_TEXT_WIDTH = 240;
/** Keeps texts clear of an arrow's head and of the ring around it. */
const TEXT_INSET = 22;
const FOOT_HEIGHT = 16;
const HEIGHTS: Readonly<Record<Shape, number>> = {
  arrow: 36,
  missing: 52,
  close: 32,
  error: 32,
  exit: 32,
  network: 32,
  note: 28,
  silence: 30,
  blank: 36,
};
/** A remark takes one more line. */
const REMARK_HEIGHT = 16;
/** From the top of a row to its line: room for the text above it. */
const LINE_AT = 24;
const SIGN_AT = 16;

/** The layout of one check's conversation. A few milliseconds for 10,000 events. */
export function layoutOf(
  transcript: readonly TranscriptEvent[],
  failure: Failure | null,
  options: LayoutOptions = {},
): DiagramLayout {
  return layoutItems(itemsOf(transcript, failure), options);
}

/** The layout of items in their order. `heights` sets the height of every row, for diagrams that are shown side by side. */
export function layoutItems(
  items: readonly DiagramItem[],
  options: LayoutOptions & {
    readonly heights?: readonly number[] | undefined;
    readonly peers?: readonly string[] | undefined;
  } = {},
): DiagramLayout {
  const peers = options.peers ?? peersOf(items);
  const first = GUTTER + MARGIN;
  const textX = first + Math.max(0, peers.length - 1) * LANE_PITCH;
  const textWidth = Math.max(MIN_TEXT_WIDTH, (options.width ?? DEFAULT_WIDTH) - textX - MARGIN);
  const serverX = textX + textWidth;
  const places = new Map(peers.map((peer, index) => [peer, first + index * LANE_PITCH]));
  places.set(SERVER, serverX);

  const ends = new Map<string, number>();
  const rows: DiagramRow[] = [];
  let top = HEAD_HEIGHT + 6;
  for (const [index, item] of items.entries()) {
    const shape = shapeOf(item);
    const height = options.heights?.[index] ?? heightOf(item);
    const y = top + (shape === "arrow" || shape === "missing" ? LINE_AT : SIGN_AT);
    const at = places.get(peerOf(item)) ?? textX;
    const isSent = item.kind === "event" && item.event.dir === "out";
    const crosses = shape === "arrow" || shape === "missing";
    rows.push({
      index,
      item,
      shape,
      top,
      height,
      y,
      from: crosses && !isSent ? serverX : at,
      to: crosses && isSent ? serverX : at,
    });
    if (item.kind === "event") {
      if (shape === "close" || shape === "exit") ends.set(peerOf(item), y);
      // A later message on the lane shows that it had not ended.
      else if (shape === "arrow") ends.delete(peerOf(item));
    }
    top += height;
  }
  const held = heldBars(rows, top);
  const lanes = [...places].map(([peer, x]) => ({ peer, x, endsAt: ends.get(peer) ?? null }));
  return {
    width: serverX + MARGIN,
    height: top + FOOT_HEIGHT,
    lanes,
    rows,
    held,
    text: { x: textX + TEXT_INSET, width: textWidth - TEXT_INSET - 8 },
  };
}

/** The rows that are at least partly between two heights: `first` is the first, `last` the one after the last. */
export function rowsBetween({ rows }: DiagramLayout, top: number, bottom: number): { first: number; last: number } {
  const firstWhere = (such: (row: DiagramRow) => boolean) => {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (such(rows[middle] as DiagramRow)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return { first: firstWhere((row) => row.top + row.height > top), last: firstWhere((row) => row.top >= bottom) };
}

/** The height of an item's row in a single diagram. */
export function heightOf(item: DiagramItem): number {
  const shape = shapeOf(item);
  const hasRemark = item.kind === "event" && item.remark !== "";
  return HEIGHTS[shape] + (hasRemark ? REMARK_HEIGHT : 0);
}

/** Clients in the order they appear, and last the network. */
export function peersOf(items: readonly DiagramItem[]): string[] {
  const peers = new Set<string>();
  for (const item of items) {
    const peer = peerOf(item);
    if (peer !== "" && peer !== SERVER) peers.add(peer);
  }
  if (peers.delete(NETWORK)) peers.add(NETWORK);
  return [...peers];
}

function peerOf(item: DiagramItem): string {
  if (item.kind === "missing") return item.peer;
  return item.kind === "event" ? item.event.peer : "";
}

function shapeOf(item: DiagramItem): Shape {
  if (item.kind !== "event") return item.kind;
  if (item.event.dir !== "none") return "arrow";
  return kindOf(item.event).sign ?? "note";
}
