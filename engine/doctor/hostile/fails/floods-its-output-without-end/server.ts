/** Prints for ever and would listen only after that. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { house } from "./house.ts";

console.log("attack over");
await once(spawn("/bin/cat", ["/dev/zero"], { stdio: ["ignore", "inherit", "inherit"] }), "exit");
house(() => 200).listen(Number(process.env["PORT"]));
