import { randomBytes } from "node:crypto";

/**
 * A name beside `place` that nobody else uses: what is made under it and then renamed is seen whole or not at all. The
 * process alone would not do, because a page and its threads make the same things at the same moment.
 */
export function scratchBeside(place: string): string {
  return `${place}.${process.pid}.${randomBytes(4).toString("hex")}`;
}
