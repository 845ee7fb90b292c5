import { createServer } from "node:http";

createServer((request, response) => response.end("never asked to listen"));
