/** A stream that can start over. */

// The bytes of a body are never shared memory; a body is typed so where the DOM is known.
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
   * Hands on the chunks of the source as they are asked for. During the trial a cancellation waits and harms nothing.
   */
  readonly stream: Stream;
  /**
   * The trial went well: from now on `stream` is the source, backpressure and cancellation included. Nothing is kept.
   */
  release(): void;
  /** The trial failed: returns a stream of the whole source from its first chunk on, and breaks `stream`. */
  restart(): Stream;
}

/**
 * Starts a recording.
 *
 * This is what cloning a response cannot do. The halves of a cloned body are fed together, so one that nobody reads
 * grows with the other, without end for a stream without end; and cancelling one half waits for the other. A
 * recording keeps only what was taken during the trial, reads nothing ahead, and leaves the source unlocked until
 * something is taken.
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
    // Nothing is asked of the source before somebody asks for it here.
    { highWaterMark: 0 },
  );

  return {
    stream,
    release() {
      taken = undefined;
      // Whoever cancelled has been told that it worked; what the source says about it now has nobody to go to.
      if (cancellation) (reader ?? source).cancel(cancellation.reason).catch(() => {});
    },
    restart() {
      broken = true;
      const replay = taken ?? [];
      return new ReadableStream(
        {
          // A reading may still be under way; as promises they stay in order all the same.
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
