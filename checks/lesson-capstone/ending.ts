/** How the process ended that was asked to, once it is certain that a connection was not closed as it should have been. */
import { CheckFailure, type Explanation, type Tools } from "#kit";

/** What a process says that ended by an error. Finds nothing for one that ended in order, or not at all. */
export async function howItEnded(server: Tools["server"]): Promise<Explanation | undefined> {
  try {
    await server.ended();
    return undefined;
  } catch (error) {
    if (!(error instanceof CheckFailure) || error.observation.code !== "server-stopped") return undefined;
    return error.observation;
  }
}
