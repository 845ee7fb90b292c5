/** Answers every request with the status that the function returns. */
import { createServer, type Server } from "node:http";

export function answerWith(status: () => number | Promise<number>): Server {
  return createServer((_request, response) => {
    void Promise.resolve(status()).then((code) => response.writeHead(code).end());
  });
}
