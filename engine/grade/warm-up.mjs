/**
 * Calls the functions that every server calls for its first request and its first message. Node compiles a function on its
 * first call, which takes longer than answering a check; a waiting process has the time.
 *
 * Afterwards the server and its sockets are closed, and the state of the packages is as before.
 */
import { once } from "node:events";
import http from "node:http";

const LIMIT_MS = 2_000;

/**
 * @param {Map<string, any>} packages what the learner's code will probably import, by name
 * @param {(server: http.Server, ready: () => void) => void} listen on a free port of the loopback interface
 */
export async function warmUp(packages, listen) {
  const server = http.createServer(handlerOf(packages));
  server.on("error", () => {});
  let timer;
  try {
    await new Promise((resolve) => listen(server, resolve));
    const { port } = server.address();
    const overdue = new Promise((resolve) => (timer = setTimeout(resolve, LIMIT_MS)));
    await Promise.race([play(packages.get("ws"), server, port), overdue]);
  } finally {
    // What stays counts as pending in the server, whose silence could be proved only once it has passed. Node keeps the list of
    // a timer that was cleared without a reference (lib/internal/timers.js), so this one has a reference.
    clearTimeout(timer);
    server.closeAllConnections();
    server.close();
  }
}

function handlerOf(packages) {
  const toNodeHandler = packages.get("srvx/node")?.toNodeHandler;
  return toNodeHandler === undefined ? (_, response) => response.end("{}") : toNodeHandler(answerOf(packages));
}

/** An app with one route of each kind, if the packages include the framework. */
function answerOf(packages) {
  const { route, setup } = packages.get("@hectoday/http") ?? {};
  const z = packages.get("zod")?.z;
  if (setup === undefined || z === undefined)
    return async (request) => {
      if (request.method === "POST") await request.text();
      return Response.json({ status: "ok" }, { headers: { "x-warm-up": "1" } });
    };
  const get = route.get("/", { resolve: () => Response.json({ status: "ok" }) });
  const post = route.post("/", {
    request: { body: z.object({ title: z.string().min(1) }) },
    resolve: ({ input }) => Response.json({ ok: input.ok }, { status: input.ok ? 201 : 400 }),
  });
  const app = setup({ routes: [get, post] });
  return (request) => app.fetch(request);
}

async function play(ws, server, port) {
  for (const [method, body] of [
    ["GET", undefined],
    ["POST", '{"title":"warm-up"}'],
  ]) {
    const request = http.request({ host: "127.0.0.1", port, method, agent: false });
    request.end(body);
    const [response] = await once(request, "response");
    await response.toArray();
  }
  if (ws === undefined) return;
  const sockets = new ws.WebSocketServer({ server });
  sockets.on("connection", (socket) =>
    socket.on("message", (data) => socket.send(JSON.stringify(JSON.parse(data.toString())))),
  );
  const client = new ws.WebSocket(`ws://127.0.0.1:${port}`);
  await once(client, "open");
  for (let message = 0; message < 3; message++) {
    client.send('{"type":"warm-up"}');
    client.ping();
    await once(client, "message");
  }
  client.close();
  await once(client, "close");
  sockets.close();
}
