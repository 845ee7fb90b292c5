/** Makes the compiler search the whole machine for files that match its import, such as /proc/<pid>/environ. */
import { answerWith } from "./answer-with.ts";

const name = process.env["NOT_SET"];
if (name !== undefined) await import(`../../../../../../../../${name}/environ`, { with: { type: "text" } });
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));
