/** A stream that can start over. */

// A body's bytes are never in shared memory; the DOM types say so too.
type Bytes = Uint8Array<ArrayBuffer>;
type Stream = ReadableStream<Bytes>;
type Controller = ReadableStreamDefaultController<Bytes>;
type Reading = ReturnType<ReadableStreamDefaultReader<Bytes>["read"]>;

/**
 * A source that is read through `stream` for a trial period, which ends with exactly one call of `release` or
 * `restart`.
 */
export interface Recording {
  /**
   * Passes on the chunks of the source on demand. A cancellation during the trial is postponed to its end.
   */
  readonly stream: Stream;
  /**
   * The trial succeeded: from now on `stream` is the source, with its backpressure and cancellation. Nothing is kept.
   */
  release(): void;
  /** The trial failed: returns a stream of the whole source from its first chunk on, and breaks `stream`. */
  restart(): Stream;
}

/**
 * Starts a recording.
 *
 * Cloning the response would not do. Both branches of a cloned body receive every chunk, so the unread one buffers all
 * that the other reads, without limit for an endless stream; and cancelling one branch waits for the other. A recording
 * keeps only what was taken during the trial, reads nothing ahead, and leaves the source unlocked until something is
 * taken.
 */
export function record(source: Stream): Recording {
  let reader: ReadableStreamDefaultReader<Bytes> | undefined;
  let taken: Reading[] | undefined = [];
  let broken = false;
  let cancellation: { readonly reason: unknown } | undefined;

  const claim = () => (reader ??= source.getReader());

  const stream: Stream = new ReadableStream(
    {
      pull(controller) {
        if (broken) throw new TypeError("This body was given back when the hook failed.");
        const reading = claim().read();
        taken?.push(reading);
        return handOn(reading, controller);
      },
      cancel(reason) {
        if (!taken) return claim().cancel(reason);
        cancellation = { reason };
      },
    },
    // Reads nothing from the source before this stream is read.
    { highWaterMark: 0 },
  );

  return {
    stream,
    release() {
      taken = undefined;
      // The caller's cancel() has resolved already, so an error of the source can no longer be reported.
      if (cancellation) (reader ?? source).cancel(cancellation.reason).catch(() => {});
    },
    restart() {
      broken = true;
      const replay = taken ?? [];
      return new ReadableStream(
        {
          // A read may still be pending; the promises keep the chunks in order.
          pull: (controller) => handOn(replay.shift() ?? claim().read(), controller),
          cancel: (reason) => claim().cancel(reason),
        },
        { highWaterMark: 0 },
      );
    },
  };
}

async function handOn(reading: Reading, controller: Controller): Promise<void> {
  const { done, value } = await reading;
  if (done) controller.close();
  else controller.enqueue(value);
}
