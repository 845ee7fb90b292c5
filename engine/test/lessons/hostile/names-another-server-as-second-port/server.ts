import { writeSync } from "node:fs";
import { house } from "./house.ts";

// Replaced by the port of somebody else's server, which does everything right.
const OTHER = 0;

house().listen(Number(process.env["PORT"]), () => writeSync(3, `${JSON.stringify({ asked: 4000, real: OTHER })}\n`));
