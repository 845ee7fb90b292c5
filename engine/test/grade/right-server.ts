import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

export interface RightServer {
  readonly port: number;
  /** How many connections there have been. */
  visits(): number;
  close(): Promise<void>;
}

/** A server in this very process that passes both exercises of lesson-door. WebSockets are taken on `path` only, when it is given. */
export async function rightServer({
  host = "127.0.0.1",
  path,
}: { host?: string; path?: string } = {}): Promise<RightServer> {
  let visits = 0;
  const server = createServer((request, response) => response.writeHead(request.url === "/health" ? 200 : 404).end());
  new WebSocketServer({ server, ...(path === undefined ? {} : { path }) }).on("connection", (visitor) => {
    visitor.send('{"type":"greeting"}');
    visitor.on("message", () => visitor.send('{"type":"answer"}'));
  });
  server.on("connection", () => visits++);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    visits: () => visits,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
