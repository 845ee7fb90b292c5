/** Given: answers every HTTP request. */
import { createServer, type Server } from "node:http";

export function house(): Server {
  return createServer((request, response) => {
    response.writeHead(request.url === "/health" ? 200 : 404).end();
  });
}
