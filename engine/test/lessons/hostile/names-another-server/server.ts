import { writeSync } from "node:fs";
import { house } from "./house.ts";

// Replaced by the port of somebody else's server, which does everything right.
const OTHER = 0;

const port = Number(process.env["PORT"]);
for (const asked of [port, 3000]) writeSync(3, `${JSON.stringify({ asked, real: OTHER })}\n`);
house().listen(port);
