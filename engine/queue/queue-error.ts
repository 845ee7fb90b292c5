/** The queue cannot be used. The message is one sentence and what to do. */
export class QueueError extends Error {
  override name = "QueueError";
}
