import { writeSync } from "node:fs";
import { createServer } from "node:http";

// The port of somebody else's server, which does everything right.
const OTHER = 0;

const port = Number(process.env["PORT"]);
writeSync(3, `${JSON.stringify({ asked: port, real: OTHER })}\n`);
writeSync(3, `${JSON.stringify({ asked: 3000, real: OTHER })}\n`);
createServer((request, response) => response.writeHead(500).end("my own")).listen(port);
