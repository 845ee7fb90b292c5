/** What a server's process reports, over a real connection, whatever the pieces are in which it arrives. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { MAX_SEEN } from "../../grade/limits.ts";
import { ServerReports } from "../../grade/server-reports.ts";

/** The reports of a process, and its end of the connection. */
async function reportsOf(): Promise<{ reports: ServerReports; process: Socket }> {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const process = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [channel] = (await once(server, "connection")) as [Socket];
  onTestFinished(() => void process.destroy());
  const reports = new ServerReports(channel, () => []);
  onTestFinished(() => reports.close());
  return { reports, process };
}

/** Resolves once everything that the process has written is read. */
async function read(reports: ServerReports, process: Socket): Promise<void> {
  const asked = once(process, "data").then(([line]) => process.write(String(line)));
  await Promise.all([asked, reports.turn()]);
}

/** So many lines of about 2 KB that they take several reads, whose borders are within lines and characters. */
const LINES = Array.from({ length: MAX_SEEN }, (_, index) => `{"seen":"${index} ${"é漢🙂".repeat(200)}"}`);

test("reports that arrive in many pieces are all read, with every character", async () => {
  const { reports, process } = await reportsOf();
  process.write(`${LINES.join("\n")}\n`);
  await read(reports, process);
  expect(reports.seen).toEqual(LINES);
});

test("a character that is cut between two pieces stays one", async () => {
  const { reports, process } = await reportsOf();
  const line = Buffer.from('{"seen":"漢"}\n');
  process.setNoDelay(true);
  for (const byte of line) {
    process.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await read(reports, process);
  expect(reports.seen).toEqual(['{"seen":"漢"}']);
});

test("a line that is too long is dropped whole, and those before and after it are read", async () => {
  const { reports, process } = await reportsOf();
  process.write(`{"seen":1}\n{"seen":"${"x".repeat(1024 * 1024)}${'{"seen":2}'.repeat(10_000)}\n{"seen":3}\n`);
  await read(reports, process);
  expect(reports.seen).toEqual(['{"seen":1}', '{"seen":3}']);
});
