/** Ways in which a right server answers late. Each is the body of an async function that ends by calling `reply`. */

/** By what keeps the answer waiting; see `lateServer` for what is in scope. */
export const LATE: Readonly<Record<string, string>> = {
  timer: `setTimeout(reply, 150);`,
  "unreferenced timer": `setTimeout(reply, 150).unref();`,
  "timer that is started again": `const timer = setTimeout(reply, 60); setTimeout(() => timer.refresh(), 50).unref();`,
  "timers/promises": `await timers.setTimeout(150, undefined, { ref: false }); reply();`,
  "interval that polls a file": `const file = process.cwd() + "/" + crypto.randomUUID();
    setTimeout(() => fs.writeFileSync(file, ""), 120).unref();
    const poll = setInterval(() => { if (fs.existsSync(file)) { clearInterval(poll); reply(); } }, 20).unref();`,
  "debounced queue": `queue.push(reply); clearTimeout(flush);
    flush = setTimeout(() => { for (const one of queue.splice(0)) one(); }, 120).unref();`,
  "chain of immediates": `const endsAt = performance.now() + 150;
    const step = () => (performance.now() < endsAt ? setImmediate(step) : reply()); step();`,
  "ticks and microtasks": `let left = 20_000;
    const step = () => (left-- > 0 ? process.nextTick(() => queueMicrotask(step)) : setImmediate(reply)); step();`,
  "files, one after the other": `const endsAt = performance.now() + 150;
    while (performance.now() < endsAt) await fs.promises.readFile(process.argv[1]);
    reply();`,
  "fs.watch": `const folder = fs.mkdtempSync(process.cwd() + "/watched-");
    const watcher = fs.watch(folder, { persistent: false }, () => { watcher.close(); reply(); });
    childProcess.spawn("/bin/sh", ["-c", "sleep 0.15; : > " + folder + "/news"], { stdio: "ignore" }).unref();`,
  "fs.watchFile": `const file = process.cwd() + "/" + crypto.randomUUID(); fs.writeFileSync(file, "");
    const writing = setInterval(() => fs.appendFileSync(file, "news"), 60).unref();
    fs.watchFile(file, { interval: 40, persistent: false }, () => { clearInterval(writing); fs.unwatchFile(file); reply(); });`,
  "one long computation of the thread pool": `crypto.pbkdf2("a", "b", 120_000, 64, "sha512", reply);`,
  "many short computations of the thread pool": `let left = 800;
    const step = () => (left-- > 0 ? crypto.randomBytes(16, step) : reply()); step();`,
  "computations and immediates in turn": `let left = 400;
    const step = () => (left-- > 0 ? crypto.randomBytes(16, () => setImmediate(step).unref()) : reply()); step();`,
  "crypto.subtle": `let data = new Uint8Array(1024 * 1024);
    for (let round = 0; round < 25; round++) data.set(new Uint8Array(await crypto.subtle.digest("SHA-512", data)));
    reply();`,
  zlib: `const gzip = zlib.createGzip({ level: 9 }); let left = 60;
    gzip.on("data", () => {}).on("end", reply);
    const step = () => (left-- > 0 ? gzip.write(crypto.randomBytes(40_000), step) : gzip.end()); step();`,
  "worker thread": `const worker = new Worker("setTimeout(() => require('worker_threads').parentPort.postMessage(1), 100)", { eval: true });
    worker.unref(); worker.once("message", reply);`,
  "message channel": `const { port1, port2 } = new MessageChannel(); const endsAt = performance.now() + 150;
    port2.on("message", () => (performance.now() < endsAt ? port1.postMessage(1) : (port1.close(), reply())));
    port2.unref(); port1.postMessage(1);`,
  "broadcast channel": `const [one, other] = ["news", "news"].map((name) => new BroadcastChannel(name)); one.unref(); other.unref();
    const endsAt = performance.now() + 150;
    other.onmessage = () => { if (performance.now() < endsAt) one.postMessage(1); else { one.close(); other.close(); reply(); } };
    one.postMessage(1);`,
  "Atomics.waitAsync": `const cells = new Int32Array(new SharedArrayBuffer(4));
    await Atomics.waitAsync(cells, 0, 0, 150).value; reply();`,
  "child process": `childProcess.exec("sleep 0.15", reply).unref();`,
  "child process that is left alone": `const child = childProcess.spawn("/bin/sh", ["-c",
      "(sleep 0.15; exec " + process.execPath + " -e 'require(\\"node:net\\").connect(" + server.address().port + ").write(String.fromCharCode(10))') & "],
      { stdio: "ignore", detached: true });
    child.unref(); server.once("connection", (socket) => { socket.destroy(); reply(); });`,
  "signal from a child": `process.once("SIGUSR2", reply);
    childProcess.spawn("/bin/sh", ["-c", "(sleep 0.15; kill -USR2 " + process.pid + ") &"], { stdio: "ignore", detached: true }).unref();`,
  "second server": `const other = http.createServer((_, response) => setTimeout(() => response.end("late"), 120).unref());
    await new Promise((resolve) => other.listen(0, resolve));
    other.unref();
    const answer = await fetch("http://127.0.0.1:" + other.address().port); await answer.text(); other.close(); reply();`,
  "server elsewhere": `const elsewhere = childProcess.spawn(process.execPath, ["-e",
      "require('node:http').createServer((_, r) => setTimeout(() => r.end(), 100)).listen(0, '127.0.0.1', function () { console.log(this.address().port) })"],
      { stdio: ["ignore", "pipe", "inherit"] });
    const [port] = await once(elsewhere.stdout, "data");
    await (await fetch("http://127.0.0.1:" + Number(port))).text(); elsewhere.kill(); reply();`,
  "dns.lookup": `for (let round = 0; round < 40; round++) await dns.lookup("localhost").catch(() => {}); reply();`,
  "dns.resolve": `const silent = dgram.createSocket("udp4").unref();
    await new Promise((resolve) => silent.bind(0, "127.0.0.1", resolve));
    const resolver = new dns.Resolver({ timeout: 150, tries: 1 }); resolver.setServers(["127.0.0.1:" + silent.address().port]);
    await resolver.resolve4("news.test").catch(() => {}); silent.close(); reply();`,
  datagram: `const udp = dgram.createSocket("udp4").unref().once("message", () => (udp.close(), reply()));
    udp.bind(0, "127.0.0.1", () => {
      const send = "require('node:dgram').createSocket('udp4').send('a', " + udp.address().port + ", '127.0.0.1', () => process.exit())";
      childProcess.spawn(process.execPath, ["-e", send], { stdio: "ignore" }).unref();
    });`,
  "async iterator over a stream": `let bytes = 0;
    for await (const chunk of fs.createReadStream(process.execPath, { end: 20_000_000, highWaterMark: 16_384 })) bytes += chunk.length;
    reply();`,
  "pipeline of streams": `await pipeline(fs.createReadStream(process.execPath, { end: 3_000_000 }), zlib.createGzip(), async (source) => { for await (const _ of source); });
    reply();`,
  "AbortSignal.timeout": `AbortSignal.timeout(150).addEventListener("abort", reply);`,
  WebAssembly: `for (let round = 0; round < 300; round++) await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    reply();`,
  "module that is imported late": `for (let round = 0; round < 20; round++) await import("data:text/javascript,export default " + JSON.stringify(crypto.randomUUID()));
    const file = process.cwd() + "/" + crypto.randomUUID() + ".mjs";
    fs.writeFileSync(file, "await new Promise((resolve) => setTimeout(resolve, 100).unref());"); await import(file); reply();`,
  "native addon that waits for a lock": `const { default: Database } = await import("libsql/promise");
    const file = process.cwd() + "/" + crypto.randomUUID();
    const [holder, other] = [new Database(file), new Database(file, { timeout: 150 })];
    await holder.exec("create table news (text)"); await holder.exec("begin immediate");
    await other.exec("insert into news values ('late')").catch(() => {});
    await holder.exec("commit"); holder.close(); other.close(); reply();`,
  "timeout of a socket": `wss.clients.forEach((client) => client._socket.setTimeout(150, () => { client._socket.setTimeout(0); reply(); }));`,
};

/** A server that answers a question late, in the way that the question names. */
export function lateServer(ways: readonly string[]): string {
  return `import childProcess from "node:child_process";
import crypto from "node:crypto";
import dgram from "node:dgram";
import dns from "node:dns/promises";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import { pipeline } from "node:stream/promises";
import timers from "node:timers/promises";
import { BroadcastChannel, MessageChannel, Worker } from "node:worker_threads";
import zlib from "node:zlib";
import { WebSocketServer } from "ws";

let held = [];
const release = () => { for (const response of held.splice(0)) response.end("{}"); };
const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const way = late[searchParams.get("way")];
  if (pathname === "/late") return void way(() => response.end("{}"));
  if (pathname === "/held") return void held.push(response);
  if (pathname === "/silent") return;
  if (pathname !== "/stream") return void response.end();
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  void way?.(() => response.write('data: {"late":true}\\n\\n'));
});
const wss = new WebSocketServer({ server });
const queue = [];
let flush;
const late = {
${ways.map((way) => `${JSON.stringify(way)}: async (reply) => {\n${LATE[way]}\n},`).join("\n")}
};
wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { way, then } = JSON.parse(data.toString());
    if (way === "release") release();
    if (way === "close") socket.close(4000);
    if (way === "cleared timer") clearTimeout(setTimeout(() => {}, 2_500));
    if (then === "exit") setTimeout(() => process.exit(3), 100);
    late[way]?.(() => socket.send('{"type":"answer"}'));
  });
});
server.listen(Number(process.env.PORT));
`;
}
