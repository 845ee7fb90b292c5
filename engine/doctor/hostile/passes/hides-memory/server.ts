/** Runs a Perl script that asks the kernel for memory in ways that Node offers no function for. */
import { spawnSync } from "node:child_process";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

const { stdout, error } = spawnSync("/usr/bin/perl", ["hide.pl"], { encoding: "utf8" });
if (error !== undefined) console.log(`cannot try: ${error.message}`);
for (const line of (stdout ?? "").split("\n")) if (line.includes(" got ")) console.log(`${line} ${briefing.mark}`);
if (/^tried$/m.test(stdout ?? "")) console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));
