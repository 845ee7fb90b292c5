/** How the streams and the process of a server end that was asked to end. */
import {
  CheckFailure,
  expect,
  explained,
  type EventStream,
  type Explanation,
  type TcpConnection,
  type Tools,
} from "#kit";
import { failures } from "./failures.ts";

/** A server with streams, and a connection beside them on which nothing happens. */
export interface Running {
  readonly server: Tools["server"];
  readonly streams: readonly EventStream[];
  readonly idle: TcpConnection;
  /** Opens one more connection. */
  readonly open: () => Promise<TcpConnection>;
}

/** A process that lives for so long after SIGTERM has not ended at once, in milliseconds. */
const AT_ONCE_MS = 400;

/**
 * Asks the server to end, and waits for the last chunk of each stream. That the process has ended is what is asked for here, so
 * a stream that was cut off is a failure of its own and not that of a server that stopped, unless an error of its own has
 * stopped it.
 * @param again starts the same once more: what becomes of the connection without a stream tells two causes apart
 */
export async function expectEnds(
  { server, streams }: Omit<Running, "idle" | "open">,
  again: () => Promise<Running>,
): Promise<void> {
  const link = streams[0]?.link;
  const askedAt = link?.now() ?? 0;
  server.terminate();
  for (const stream of streams)
    try {
      await expect(stream).toEnd();
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      const afterMs = Math.round(stream.link.now() - askedAt);
      const { observation } = error;
      if (observation.code !== "sse-cut") throw new CheckFailure({ ...observation, ...leftOut(streams) });
      await server.ended().catch(rethrowCrash);
      throw new CheckFailure({ ...observation, ...(await causeOfCut(streams, afterMs, again)) });
    }
}

async function causeOfCut(
  streams: readonly EventStream[],
  afterMs: number,
  again: () => Promise<Running>,
): Promise<Explanation> {
  if (streams[0]?.link.server.ended()?.signal === "SIGTERM")
    return {
      code: failures["signal-not-taken"],
      why: "the signal itself has ended the process: nothing in your code listens for SIGTERM, so none of it has run",
    };
  const partly = leftOut(streams);
  if (partly.code !== undefined) return partly;
  const all = streams.length === 1 ? "the stream" : `all ${streams.length} streams`;
  if (afterMs >= AT_ONCE_MS) {
    const cut = `${all} stayed open for ${afterMs} ms after SIGTERM, until your own time limit ended the process: nothing had closed them by then`;
    const { isRefusing, areListed } = await whileItWaits(await again());
    const listed = areListed
      ? "Heartbeats still came on every stream meanwhile, so the list that they go over has its clients"
      : "No heartbeat came on every stream meanwhile, so the list that they go over may be empty, or their timer stopped";
    const otherwise = areListed
      ? "it is not called, or it goes over another list"
      : "it is not called, or its list is empty";
    return isRefusing
      ? {
          code: failures["closed-after-waiting"],
          why: `${cut}. New connections were refused meanwhile, so server.close() had been called. ${listed}. Either closeAllClients comes after something that waits for all connections to end, as the promise of server.close() does, and the streams are such connections; or ${otherwise}`,
        }
      : {
          code: failures["streams-not-closed"],
          why: `${cut}. New connections were accepted meanwhile. ${listed}. So no line has closed them: closeAllClients comes later, or ${otherwise}`,
        };
  }
  if (await outlivesStreams(await again()))
    return {
      code: failures["streams-broken"],
      why: `${all} broke off at once, and a connection without a stream stayed open: each stream was ended with an error, or its connection was destroyed`,
    };
  return {
    code: failures["streams-cut-off"],
    why: `${all} broke off ${afterMs} ms after SIGTERM, and so does a connection without a stream: the process or its connections ended before what closes a stream had left`,
  };
}

/** What a server does that was asked to end, and lives on: whether it refuses new connections, and writes to its streams. */
async function whileItWaits({ server, streams, open }: Running): Promise<Record<"isRefusing" | "areListed", boolean>> {
  server.terminate();
  await streams[0]?.until(() => undefined, AT_ONCE_MS / 4);
  const before = streams.map(({ raw }) => raw.length);
  await streams[0]?.until(() => undefined, AT_ONCE_MS / 4);
  const areListed = streams.every(({ raw }, index) => raw.length > (before[index] ?? 0));
  const isOpen = await open().then(
    (connection) => !connection.isOver,
    (error: unknown) => {
      if (error instanceof CheckFailure) return false;
      throw error;
    },
  );
  return { isRefusing: !isOpen, areListed };
}

/** When some of the streams were ended in order and others were not: which. */
function leftOut(streams: readonly EventStream[]): Explanation {
  const [ended, left] = [
    streams.filter(({ endedAt }) => endedAt !== undefined),
    streams.filter(({ endedAt }) => endedAt === undefined),
  ];
  if (ended.length === 0 || left.length === 0) return {};
  const names = (some: readonly EventStream[]) => some.map(({ name }) => name).join(" and ");
  return {
    code: failures["streams-left-out"],
    why: `${names(ended)} ended in order, and ${names(left)} did not: not every stream was closed`,
  };
}

/** Whether the connection without a stream is still open a while after the last stream has ended. */
async function outlivesStreams({ server, streams, idle }: Running): Promise<boolean> {
  server.terminate();
  for (const stream of streams) await stream.until(() => undefined, 2 * AT_ONCE_MS);
  await idle.until(() => undefined, AT_ONCE_MS / 2);
  return !idle.isOver;
}

/** Waits for the end of the process, although `idle` is open. */
export async function expectProcessEnds({ server, streams, idle }: Running): Promise<void> {
  await explained(
    () => server.ended(),
    async () => {
      idle.destroy();
      const hasEnded = await server.ended().then(
        () => true,
        () => false,
      );
      return {
        code: hasEnded ? failures["waits-for-client"] : "not-ended",
        why: hasEnded
          ? "it ended once the client had closed its connection: the server waits for its connections, without a limit or with one of more than 2 s"
          : `it went on when the client had closed its connection and ${streams.length === 1 ? "the stream was" : "all streams were"} ended: something else keeps it alive, such as a timer`,
      };
    },
    "not-ended",
  );
}

function rethrowCrash(error: unknown): void {
  if (error instanceof CheckFailure && error.observation.code === "server-stopped") throw error;
}
