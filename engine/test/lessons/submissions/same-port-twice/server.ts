import { createServer } from "node:http";

const first = createServer((request, response) => response.end("first"));
const second = createServer((request, response) => response.end("second"));
second.listen(4000);
first.listen(4000);
