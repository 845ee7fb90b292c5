/** A learner's server that answers at once, late, in parts and as an event stream; for the console. */
export const STREAMING_SERVER = `import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const polls = new Set<ServerResponse>();
const streams = new Set<ServerResponse>();
const tasks: string[] = [];
const firstId = 1;

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "x-tasks": String(tasks.length) });
  response.end(JSON.stringify(value));
}

function create(title: string, response: ServerResponse): void {
  tasks.push(title);
  json(response, 201, { title });
  for (const poll of polls) json(poll, 200, { tasks });
  polls.clear();
  for (const stream of streams) stream.write(\`id: \${firstId + tasks.length - 1}\\nevent: created\\ndata: {"title":"\${title}"}\\n\\n\`);
}

function open(request: IncomingMessage, response: ServerResponse): void {
  const last = request.headers["last-event-id"] ?? "none";
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(\`: welcome\\n\\nretry: 2500\\n\\ndata: after \${last}\\n\\n\`);
  streams.add(response);
  request.on("close", () => streams.delete(response));
}

const server = createServer((request, response) => {
  switch (\`\${request.method} \${request.url}\`) {
    case "POST /tasks": {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        try {
          create((JSON.parse(body) as { title: string }).title, response);
        } catch {
          json(response, 400, { error: "no JSON", type: request.headers["content-type"] ?? "" });
        }
      });
      return;
    }
    case "GET /poll":
      return void polls.add(response);
    case "GET /parts":
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("first");
      return void setTimeout(() => response.end("last"), 300);
    case "GET /events":
      return open(request, response);
    case "GET /wrong-events":
      response.writeHead(200, { "content-type": "text/event-stream" });
      return void response.write("data: no empty line follows\\n");
    case "GET /timed":
      return void setTimeout(() => json(response, 200, { tasks: [] }), 1_500);
    case "GET /flood":
      response.writeHead(200, { "content-type": "text/event-stream" });
      return void response.write("data: x\\n\\n".repeat(20_000));
    case "GET /endless-event":
      response.writeHead(200, { "content-type": "text/event-stream" });
      return void response.write("data: " + "x".repeat(2 * 1024 * 1024));
    case "GET /large":
      return void response.end("x".repeat(2 * 1024 * 1024));
    default:
      json(response, 404, { error: "not found" });
  }
});
server.listen(Number(process.env["PORT"]));
`;
