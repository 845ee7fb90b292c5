import { write } from "node:fs";
import { WebSocketServer } from "ws";
import { greet } from "./greet.ts";
import { house } from "./house.ts";
import { knock } from "./knock.ts";

const garbage = Buffer.alloc(1024 * 1024, "x");
let left = 10;
const more = () => {
  if (left-- > 0) write(3, garbage, more);
};
more();

const server = house();
new WebSocketServer({ server }).on("connection", (visitor) => {
  greet(visitor);
  visitor.on("message", (data) => {
    const message = JSON.parse(String(data)) as { type: string; name: string };
    if (message.type === "knock") knock(visitor, message.name);
  });
});
server.listen(Number(process.env["PORT"] ?? 3000));
