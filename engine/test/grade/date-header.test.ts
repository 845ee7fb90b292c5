/** Node's timer for the Date header is gone soon after an answer, and nothing else has changed. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const MODULE = path.resolve(import.meta.dirname, "../../grade/date-header.mjs");

/** Answers two requests more than a second apart, and says what a server could notice, and which timers are set. */
const PROGRAM = `
import { once } from "node:events";
import { createServer } from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { keepDateHeaderShortly } from ${JSON.stringify(MODULE)};
keepDateHeaderShortly();
const server = createServer((request, response) => response.end("hello"));
await once(server.listen(0, "127.0.0.1"), "listening");
const socket = net.connect(server.address().port, "127.0.0.1");
process.report.excludeNetwork = true;
const answers = [];
for (const pauseMs of [0, 1_100]) {
  await sleep(pauseMs);
  const before = Date.now();
  socket.write("GET / HTTP/1.1\\r\\nhost: here\\r\\n\\r\\n");
  const [answer] = await once(socket, "data");
  const date = Date.parse(/^date: (.*)$/im.exec(String(answer))[1]);
  await sleep(5);
  const timers = process.report.getReport().libuv.filter(({ type, is_active: isActive }) => type === "timer" && isActive);
  answers.push({ isNow: date > before - 1_000 && date <= Date.now(), nextMs: Math.min(...timers.map((timer) => timer.firesInMsFromNow)) });
}
socket.destroy();
server.close();
Object.freeze(Error);
console.log(JSON.stringify({ answers, milliseconds: new Date(5_123).getMilliseconds(), name: Date.prototype.getMilliseconds.name }));
`;

test("the Date header is that of the moment, and no timer for it stays; the method tells everybody else the truth", async () => {
  const words = ["--input-type=module", "-e", PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  const { answers, ...rest } = JSON.parse(stdout) as { answers: { isNow: boolean; nextMs: number }[] };
  expect(rest).toEqual({ milliseconds: 123, name: "getMilliseconds" });
  expect(answers.map(({ isNow }) => isNow)).toEqual([true, true]);
  // Those that are left keep idle connections open, for 5 s, and check all of them.
  for (const { nextMs } of answers) expect(nextMs).toBeGreaterThan(1_000);
});
