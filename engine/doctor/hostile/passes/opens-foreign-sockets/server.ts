/**
 * Opens sockets of address families that a network namespace does not isolate, such as a virtual machine's channel to
 * its host.
 */
import { spawnSync } from "node:child_process";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

// AF_VSOCK, SOCK_STREAM; and AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI. The sockets are not connected.
const script =
  'for ([40, 1, 0], [31, 3, 1]) { socket(S, $_->[0], $_->[1], $_->[2]) and print "family $_->[0]\\n" } print "tried\\n"';
const { stdout, error } = spawnSync("/usr/bin/perl", ["-e", script], { encoding: "utf8" });
if (error !== undefined) console.log(`cannot try: ${error.message}`);
for (const line of (stdout ?? "").split("\n")) if (line.startsWith("family")) console.log(`${line} ${briefing.mark}`);
if (/^tried$/m.test(stdout ?? "")) console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));
