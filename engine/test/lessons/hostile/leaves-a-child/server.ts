import { spawn } from "node:child_process";
import { WebSocketServer } from "ws";
import { greet } from "./greet.ts";
import { house } from "./house.ts";
import { knock } from "./knock.ts";

spawn("sleep", ["1000"], { detached: true, stdio: "ignore" }).unref();

const server = house();
new WebSocketServer({ server }).on("connection", (visitor) => {
  greet(visitor);
  visitor.on("message", (data) => {
    const message = JSON.parse(String(data)) as { type: string; name: string };
    if (message.type === "knock") knock(visitor, message.name);
  });
});
server.listen(Number(process.env["PORT"] ?? 3000));
