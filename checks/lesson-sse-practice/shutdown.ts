/** How the streams of a server end that was asked to end. */
import { CheckFailure, expect, type EventStream, type Tools } from "#kit";
import { failures } from "./failures.ts";

/**
 * Waits for the last chunk of the stream. That the process has ended is what is asked for here, so a stream that was cut off is
 * a failure of its own and not that of a server that stopped, unless an error of its own has stopped it.
 */
export async function expectEnd(stream: EventStream, server: Tools["server"]): Promise<void> {
  try {
    await expect(stream).toEnd();
  } catch (error) {
    if (!(error instanceof CheckFailure) || error.observation.code !== "sse-cut") throw error;
    await server.ended().catch(rethrowCrash);
    throw new CheckFailure({ ...error.observation, code: failures["streams-cut-off"] });
  }
}

function rethrowCrash(error: unknown): void {
  if (error instanceof CheckFailure && error.observation.code === "server-stopped") throw error;
}
