import { closeSync } from "node:fs";
import { WebSocketServer } from "ws";
import { greet } from "./greet.ts";
import { house } from "./house.ts";
import { knock } from "./knock.ts";

setTimeout(() => closeSync(3), 50);

const server = house();
new WebSocketServer({ server }).on("connection", (visitor) => {
  greet(visitor);
  visitor.on("message", (data) => {
    const message = JSON.parse(String(data)) as { type: string; name: string };
    if (message.type === "knock") knock(visitor, message.name);
  });
});
server.listen(Number(process.env["PORT"] ?? 3000));
