import { count } from "../text/phrases.ts";
import { COST_RANGES, type CostPlan } from "./cost.ts";

export type CostNumber = keyof typeof COST_RANGES;

/** Why a number cannot be chosen, as part of a sentence; undefined when it can. */
export function costFault(name: CostNumber, value: number): string | undefined {
  const { from, to } = COST_RANGES[name];
  const isWhole = name === "rate" || Number.isInteger(value);
  if (Number.isFinite(value) && value >= from && value <= to && isWhole) return undefined;
  return `must be a ${name === "rate" ? "" : "whole "}number from ${from} to ${to}`;
}

/** What is measured, in a sentence. */
export function aboutPlan({ clients, rate, seconds, intervalMs, against }: CostPlan): string {
  const server = against === "mine" ? "your server" : "the solution's server";
  return `${count(clients, "client")}, ${count(rate, "update")} a second for ${seconds} s, short polling every ${intervalMs} ms, against ${server}`;
}
