/**
 * Node keeps the text of the `Date` header until the second is over, by a timer. For that long a timer is pending in a server
 * that has answered a request, and nobody can tell it from one that still sends something (pending.mjs). Here Node keeps the
 * text for a millisecond: the header is the same, and silence can be proved at once.
 *
 * Plain JavaScript, because child.mjs imports it.
 */
/* oxlint-disable no-extend-native -- Node asks this method how much of the second is left, and nothing else */

/** Where Node's own code for the header is. */
const OWN = "node:internal/http";
/** Node keeps the text for 1000 ms less than these. */
const NEARLY_OVER = 999;

/** Call before any code that may keep the method. */
export function keepDateHeaderShortly() {
  // oxlint-disable-next-line typescript/unbound-method -- it is always called with the date as its this
  const readMilliseconds = Date.prototype.getMilliseconds;
  Object.defineProperty(Date.prototype, "getMilliseconds", {
    value: function getMilliseconds() {
      const milliseconds = Reflect.apply(readMilliseconds, this, []);
      return callerFile() === OWN ? NEARLY_OVER : milliseconds;
    },
    writable: true,
    configurable: true,
  });
}

/** The file of the function that called the one that calls this. */
function callerFile() {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back, not called
  const { prepareStackTrace, stackTraceLimit } = Error;
  // Not by assignment, which throws where the submission has frozen the constructor.
  Reflect.set(Error, "stackTraceLimit", 3);
  Reflect.set(Error, "prepareStackTrace", (_, sites) => sites[2]?.getFileName());
  const file = new Error().stack;
  Reflect.set(Error, "prepareStackTrace", prepareStackTrace);
  Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
  return file;
}
