import { createServer } from "node:http";

createServer((request, response) => response.end("far away")).listen(99_999);
