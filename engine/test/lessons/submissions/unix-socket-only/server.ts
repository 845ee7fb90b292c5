import { createServer } from "node:http";

createServer((request, response) => response.end("over a socket file")).listen("door.sock");
