/** Reports the port of another server, which answers correctly, as its own. */
import { writeSync } from "node:fs";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

const port = Number(process.env["PORT"]);
for (const asked of [port, 3000]) writeSync(3, `${JSON.stringify({ asked, real: briefing.port })}\n`);
console.log("attack over");
answerWith(() => 500).listen(port);
