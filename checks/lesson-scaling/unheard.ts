/** Which client of Redis emits the error that ends the process, asked once it is certain that one does. */
import { CheckFailure, type Explanation, type Tools } from "#kit";
import { failures } from "./failures.ts";
import { expectAlive } from "./instances.ts";

/** How long after its connection was cut a client may take to emit its error, in milliseconds. */
const ENDS_WITHIN_MS = 300;

/** How a process has ended when a connection was cut, in words; undefined when it runs on. */
type End = string | undefined;

/**
 * Starts an instance for each kind of connection, and cuts that one. Redis is started before. Finds nothing where a process has
 * ended itself: then its listener is what ends it.
 */
export async function whoseError({ servers, redis }: Tools, received: string): Promise<Explanation | undefined> {
  await redis.start();
  const endAfter = async (which: "subscribed" | "others") => {
    const instance = await servers.start();
    await redis.cut(which);
    return await errorThatEnded(instance);
  };
  const [subscriber, other] = [await endAfter("subscribed"), await endAfter("others")];
  const error = subscriber ?? other;
  if (error === undefined || subscriber === "" || other === "") return undefined;
  const code =
    other === undefined
      ? failures["subscriber-error-unheard"]
      : failures[subscriber === undefined ? "publisher-error-unheard" : "no-error-heard"];
  const seen = (end: End) => (end === undefined ? "runs on" : "ends");
  return {
    code,
    received: `${received}. With Redis there, an instance ${seen(subscriber)} when the connection that has subscribed is cut, and one ${seen(other)} when the other is; ${error}`,
  };
}

/** Empty for one that has ended without an error. */
async function errorThatEnded(instance: Tools): Promise<End> {
  const until = performance.now() + ENDS_WITHIN_MS;
  try {
    while (performance.now() < until) await expectAlive(instance);
    return undefined;
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
  }
  try {
    await instance.server.ended();
    return "";
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    return error.observation.code === "server-stopped" ? error.observation.received : "";
  }
}
