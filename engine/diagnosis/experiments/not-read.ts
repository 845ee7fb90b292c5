import type { Finding } from "../failed-check.ts";
import type { ObservedServer } from "../observed-server.ts";
import type { Sources } from "../sources.ts";

/** The server answers others and reads nothing more from a client. */
export async function notRead(server: ObservedServer, sources: Sources): Promise<Finding | undefined> {
  if (!(await server.answers())) return undefined;
  const at = (sources.only(/\.pause\(\)/) ?? sources.only(/["']uncaughtException["']/))?.at;
  return {
    why: "the process is not busy, as it answers another request meanwhile; but it reads nothing more from this connection: it was paused, or an error that nothing around the line caught left ws in the middle of a frame",
    at,
    hint: "What happens to the connection on this path, and which line goes on reading from it?",
  };
}
