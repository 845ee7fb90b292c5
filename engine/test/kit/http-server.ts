/** A small real HTTP server for one test. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CheckFailure, type Observation } from "../../kit/failure.ts";
import type { ServerLink } from "../../kit/server-link.ts";
import { Transcript } from "../../kit/transcript.ts";
import { linkTo } from "./link-to.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Lent {
  readonly link: ServerLink;
  readonly transcript: Transcript;
}

/** Runs the test with a server that passes every request to `handle`; then closes it with all its connections. */
export async function withHttpServer<T>(handle: Handler, use: (lent: Lent) => Promise<T>): Promise<T> {
  const server = createServer(handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  const transcript = new Transcript();
  const link = linkTo({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }, transcript);
  try {
    return await use({ link, transcript });
  } finally {
    link.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What a failure has observed, without its time. */
export function seenBy({ observation }: CheckFailure): Observation {
  const { failedAt: _failedAt, ...seen } = observation;
  return seen;
}

/** What `act` fails with; undefined when it does not. */
export async function observed(act: () => unknown): Promise<Observation | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof CheckFailure) return seenBy(error);
    throw error;
  }
}

/** The body of a request as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
