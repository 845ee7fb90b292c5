/** The queue cannot be used. The message says why and what to do. */
export class QueueError extends Error {
  override name = "QueueError";
}
