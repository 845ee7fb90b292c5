/**
 * A clock of a coarse resolution, as some machines have it, for a server under check: what happens within one step happens at
 * the same time, however slow the machine is. The real clock moves on by milliseconds, and two requests in one packet may be
 * handled in the same one or not.
 *
 * Plain JavaScript, because child.mjs imports it.
 */

/**
 * Makes the clock of this process move in steps: `Date` tells the end of the step that it is in. Not its beginning, which is
 * earlier than what other clocks have told, such as that of SQLite. Timers stay as they are.
 * @param {number} stepMs the length of a step in milliseconds
 */
export function stepClock(stepMs) {
  const RealDate = Date;
  const readClock = RealDate.now;
  const now = () => (Math.floor(readClock() / stepMs) + 1) * stepMs;
  const SteppedDate = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  });
  RealDate.now = now;
  RealDate.prototype.constructor = SteppedDate;
  globalThis.Date = SteppedDate;
}
