import { createServer } from "node:http";
import { readMenu } from "./menu.ts";

const menu = readMenu("soup");
createServer((request, response) => response.end(menu)).listen(3000);
