/** Prints for ever, as fast as anybody reads, and listens only after that. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { house } from "./house.ts";

console.log("attack over");
await once(spawn("/usr/bin/yes", ["0123456789".repeat(400)], { stdio: ["ignore", "inherit", "inherit"] }), "exit");
house(() => 200).listen(Number(process.env["PORT"]));
