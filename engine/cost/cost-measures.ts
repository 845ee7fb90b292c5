/** The columns of the board: what each says of one way, and how it reads. */
import type { Cost } from "./cost.ts";

export interface Measure {
  readonly title: string;
  /** Null where it is not known. */
  readonly valueOf: (cost: Cost) => number | null;
  readonly text: (value: number) => string;
}

export const MEASURES: readonly Measure[] = [
  { title: "requests", valueOf: ({ requests }) => requests, text: whole },
  { title: "bytes on the wire", valueOf: ({ bytes }) => bytes, text: size },
  { title: "server memory for each idle client", valueOf: ({ memoryBytes }) => memoryBytes, text: size },
  { title: "half of the updates within", valueOf: ({ p50Ms }) => p50Ms, text: milliseconds },
  { title: "95 of 100 within", valueOf: ({ p95Ms }) => p95Ms, text: milliseconds },
  { title: "staleness on average", valueOf: ({ meanStalenessMs }) => meanStalenessMs, text: milliseconds },
];

/** A value as it is shown; `unknown` where there is none. */
export function shown(measure: Measure, cost: Cost): string {
  const value = measure.valueOf(cost);
  return value === null ? "unknown" : measure.text(value);
}

/** The way's updates that did not arrive in time, as a remark; empty when all did. */
export function lostRemark({ arrived, expected }: Cost): string {
  return arrived >= expected ? "" : `${expected - arrived} of ${expected} updates did not arrive in time`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function size(bytes: number): string {
  if (bytes < 1000) return `${whole(bytes)} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function milliseconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : whole(value)} ms`;
}
