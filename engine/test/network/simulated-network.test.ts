/** What clients and servers notice of each network, with real sockets on both sides. Waits are shorter than for learners. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { LOSSY_BYTES, NETWORK_NAMES, NETWORK_TIMES, type NetworkTimes } from "../../network/networks.ts";
import { networkSentence } from "../../network/sentence.ts";
import { SimulatedNetwork, type NetworkOptions } from "../../network/simulated-network.ts";
import type { NetworkFact } from "../../transcript-event.ts";

const SEED = 1834;
/** A timer counts from the beginning of a turn of the event loop, so it may end this much early on a busy machine. */
const TIMER_SLACK_MS = 100;
const SHORT: NetworkTimes = {
  stall: { from: 150, to: 200 },
  restartEvery: 100,
  offline: 300,
  offlineEvery: 200,
  dieAfter: 100,
  keepDead: 300,
};

interface Behind {
  readonly network: SimulatedNetwork;
  readonly facts: NetworkFact[];
  /** When each fact was reported, by `performance.now()`. */
  readonly times: number[];
  /** The server's sockets, in the order of their connections. */
  readonly accepted: Socket[];
  /** Connects a client, and waits until the server has its socket. */
  readonly pair: () => Promise<{ client: Socket; server: Socket }>;
}

async function behind(options: Partial<NetworkOptions> = {}): Promise<Behind> {
  const accepted: Socket[] = [];
  const listener = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    accepted.push(socket);
    listener.emit("accepted", socket);
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const target = { host: "127.0.0.1", port: (listener.address() as AddressInfo).port };
  const facts: NetworkFact[] = [];
  const times: number[] = [];
  const network = await SimulatedNetwork.open({
    target: () => target,
    seed: SEED,
    times: SHORT,
    restart: () => false,
    onFact: (fact) => {
      facts.push(fact);
      times.push(performance.now());
    },
    ...options,
  });
  onTestFinished(async () => {
    await network.close();
    for (const socket of accepted) socket.destroy();
    listener.close();
  });
  const pair = async () => {
    const taken = once(listener, "accepted") as Promise<[Socket]>;
    const client = reach(network);
    const [server] = await taken;
    return { client, server };
  };
  return { network, facts, times, accepted, pair };
}

function reach({ port }: SimulatedNetwork): Socket {
  const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {});
  onTestFinished(() => void client.destroy());
  return client;
}

/** The code of the error with which a socket ends; `closed` without one. */
function endOf(socket: Socket): Promise<string> {
  let code = "closed";
  socket.on("error", (error: NodeJS.ErrnoException) => (code = error.code ?? error.message));
  socket.resume();
  return new Promise((resolve) => socket.once("close", () => resolve(code)));
}

/** Everything received from now on until FIN. */
async function wholeOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(socket, "end");
  return Buffer.concat(chunks);
}

/** Everything received from now on, as it arrives. */
function received(socket: Socket): () => string {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

async function arrives(socket: Socket, text: string): Promise<void> {
  const now = received(socket);
  while (!now().includes(text)) await once(socket, "data");
}

test("a good network passes any bytes both ways, whichever side begins, and each half is closed alone", async () => {
  const { network, pair, facts } = await behind();
  const { client, server } = await pair();
  server.write("the server speaks first");
  await arrives(client, "the server speaks first");
  const large = Buffer.alloc(10 * 1024 * 1024, "0123456789abcdef");
  const whole = wholeOf(server);
  client.end(large);
  expect((await whole).equals(large)).toBe(true);
  const answer = wholeOf(client);
  server.end("after the client's FIN");
  expect((await answer).toString()).toBe("after the client's FIN");
  await expect.poll(() => network.open).toBe(0);
  expect(facts).toEqual([]);
});

test("what ends at the server ends at the client: FIN as FIN, RST as RST", async () => {
  const { pair } = await behind();
  const [first, second] = [await pair(), await pair()];
  const ends = [endOf(first.client), endOf(second.client)];
  first.client.on("end", () => first.client.end());
  first.server.end();
  second.server.resetAndDestroy();
  expect(await Promise.all(ends)).toEqual(["closed", "ECONNRESET"]);
});

test("slow-3g takes at least 400 ms for a round trip, and limits each direction to 50 KB a second", async () => {
  const { network, pair } = await behind();
  const { client, server } = await pair();
  network.use("slow-3g");
  server.once("data", () => server.write("pong"));
  let before = performance.now();
  client.write("ping");
  await arrives(client, "pong");
  expect(performance.now() - before).toBeGreaterThanOrEqual(399);
  const size = 20_000;
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    before = performance.now();
    const whole = wholeOf(to);
    from.end(Buffer.alloc(size));
    expect((await whole).length).toBe(size);
    // 580 ms: 19 pauses of 20 ms and the way. A timer counts from the turn of the event loop, so a pause may be shorter.
    expect(performance.now() - before).toBeGreaterThanOrEqual(480);
  }
});

test("lossy resets connections with RST at both sides, after as many bytes as it reports, and the same for the same seed", async () => {
  const runs = [];
  for (const seed of [SEED, SEED, SEED + 1]) {
    const { network, pair, facts } = await behind({ seed });
    network.use("lossy");
    const seen: string[] = [];
    for (let number = 0; number < 4; number++) {
      const { client, server } = await pair();
      const got = received(client);
      const ends = Promise.all([endOf(client), endOf(server)]);
      const writing = setInterval(() => server.write("x".repeat(500)), 5);
      seen.push(...(await ends));
      clearInterval(writing);
      const { afterBytes } = facts.findLast(({ did }) => did === "reset") as { afterBytes: number };
      // A receiver may lose what was under way when it is reset, and never gets more.
      expect(got().length).toBeLessThanOrEqual(afterBytes);
    }
    expect(new Set(seen)).toEqual(new Set(["ECONNRESET"]));
    runs.push(facts.filter(({ did }) => did === "reset" || did === "stall"));
  }
  expect(runs[0]).toEqual(runs[1]);
  expect(runs[0]).not.toEqual(runs[2]);
  for (const fact of runs.flat())
    expect(fact).toMatchObject({ afterBytes: expect.toSatisfy((n: number) => n >= LOSSY_BYTES.from) });
});

test("a stall of lossy holds back everything for its time, loses nothing, and takes no more than some MB meanwhile", async () => {
  const stall = { from: 400, to: 400 };
  const pattern = "0123456789abcdef";
  const chunk = Buffer.alloc(64 * 1024, pattern);
  const total = 64 * 1024 * 1024;
  for (let seed = 1; ; seed++) {
    const { network, pair, facts, times } = await behind({ seed, times: { ...SHORT, stall } });
    network.use("lossy");
    const { client, server } = await pair();
    const got = received(client);
    const resumed = new Promise<{ at: number; unsent: number }>((resolve) =>
      client.on("data", () => {
        const [, fault] = facts;
        if (fault?.did === "stall" && got().length > fault.afterBytes)
          resolve({ at: performance.now(), unsent: server.writableLength });
      }),
    );
    for (let written = 0; written < total; written += chunk.length) server.write(chunk);
    await expect.poll(() => facts.length).toBeGreaterThanOrEqual(2);
    // This seed begins with a reset.
    if (facts[1]?.did !== "stall") continue;
    const { at, unsent } = await resumed;
    expect(at - (times[1] as number)).toBeGreaterThanOrEqual(stall.from - TIMER_SLACK_MS);
    expect(unsent).toBeGreaterThan(total / 2);
    const text = got();
    expect(pattern.repeat(Math.ceil(text.length / pattern.length)).startsWith(text)).toBe(true);
    return;
  }
});

test("server-restarts asks for a restart again and again until another network is chosen", async () => {
  let asked = 0;
  const { network, facts } = await behind({ restart: () => ++asked < 4 });
  network.use("server-restarts");
  await expect.poll(() => asked).toBeGreaterThanOrEqual(5);
  network.use("good");
  const asBefore = asked;
  // Being offline lasts longer than two further restarts would take.
  network.goOffline();
  await expect.poll(() => facts.at(-1)).toEqual({ did: "online" });
  expect(asked).toBe(asBefore);
  // Only those that restarted a server are reported.
  expect(facts.filter((fact) => fact.did === "restart")).toHaveLength(3);
});

test("offline resets open and new connections, and lets new ones pass afterwards, again and again", async () => {
  const times = { ...SHORT, offline: 1_000, offlineEvery: 2_000 };
  const { network, pair, facts, accepted } = await behind({ times });
  const { client, server } = await pair();
  const ends = Promise.all([endOf(client), endOf(server)]);
  network.use("offline");
  expect(await ends).toEqual(["ECONNRESET", "ECONNRESET"]);
  expect(facts.at(-1)).toEqual({ did: "offline", ms: times.offline, connections: 1 });
  expect(await endOf(reach(network))).toBe("ECONNRESET");
  await expect.poll(() => facts.some(({ did }) => did === "online")).toBe(true);
  // Only a client that passes reaches the server; its connection ends when the network is offline again.
  while (accepted.length === 1) expect(await endOf(reach(network))).toBe("ECONNRESET");
  expect(facts.filter(({ did }) => did !== "refuse" && did !== "more")).toMatchObject([
    { did: "change" },
    { did: "offline", connections: 1 },
    { did: "online" },
    { did: "offline", connections: 1 },
  ]);
});

test("offline once lasts its time also when it is asked for twice, whatever the network", async () => {
  const offline = 1_000;
  const { network, facts, times, pair } = await behind({ times: { ...SHORT, offline } });
  network.goOffline();
  network.goOffline();
  expect(await endOf(reach(network))).toBe("ECONNRESET");
  await expect.poll(() => facts.map(({ did }) => did)).toEqual(["offline", "refuse", "online"]);
  expect((times[2] as number) - (times[0] as number)).toBeGreaterThanOrEqual(offline - TIMER_SLACK_MS);
  const { client, server } = await pair();
  const arrived = arrives(server, "through");
  client.write("through");
  await arrived;
});

test("half-open loses data and FIN in both directions, and ends nothing until both sides are reset", async () => {
  const keepDead = 1_000;
  const { network, pair, facts, times } = await behind({ times: { ...SHORT, keepDead } });
  const [first, second] = [await pair(), await pair()];
  const seen: string[] = [];
  const watch = (name: string, socket: Socket) => {
    socket.on("data", (chunk: Buffer) => seen.push(`${name} received ${chunk.toString()}`));
    socket.on("end", () => seen.push(`${name} received FIN`));
    return endOf(socket).then((end) => {
      seen.push(`${name} ${end}`);
      return performance.now();
    });
  };
  const ends = [watch("client 1", first.client), watch("server 1", first.server), watch("server 2", second.server)];
  network.use("half-open");
  await expect.poll(() => facts.map(({ did }) => did), { interval: 5 }).toEqual(["change", "die", "die"]);
  first.client.write("lost");
  first.server.end("lost too");
  second.client.destroy();
  const ended = await Promise.all(ends);
  expect(Math.min(...ended) - (times[1] as number)).toBeGreaterThanOrEqual(keepDead - TIMER_SLACK_MS);
  expect(seen.toSorted()).toEqual(["client 1 ECONNRESET", "server 1 ECONNRESET", "server 2 ECONNRESET"]);
});

test("half-open lets a new connection pass until that dies too, and another network resets the dead ones", async () => {
  const { network, pair, facts } = await behind({ times: { ...SHORT, dieAfter: 1_000, keepDead: 60_000 } });
  const deaths = () => facts.filter(({ did }) => did === "die").length;
  network.use("half-open");
  const { client } = await pair();
  await expect.poll(deaths).toBe(1);
  const next = await pair();
  const arrived = arrives(next.server, "alive");
  next.client.write("alive");
  await arrived;
  await expect.poll(deaths, { timeout: 5_000 }).toBe(2);
  const bothEnd = Promise.all([endOf(client), endOf(next.client)]);
  network.use("good");
  expect(await bothEnd).toEqual(["ECONNRESET", "ECONNRESET"]);
});

test("reports a server that does not listen, and resets its clients", async () => {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  let target: { host: string; port: number } | undefined = { host: "127.0.0.1", port };
  const { network, facts } = await behind({ target: () => target });
  expect(await endOf(reach(network))).toBe("ECONNRESET");
  target = undefined;
  expect(await endOf(reach(network))).toBe("ECONNRESET");
  expect(facts).toEqual([
    { did: "unreachable", port },
    { did: "unreachable", port: undefined },
  ]);
});

test("takes 128 connections at a time, and reports at most 20 events of a second one by one", async () => {
  const { network, pair, facts } = await behind();
  for (let number = 0; number < 128; number++) await pair();
  const refused = 100;
  const ends = await Promise.all(Array.from({ length: refused }, () => endOf(reach(network))));
  expect(new Set(ends)).toEqual(new Set(["ECONNRESET"]));
  expect(network.open).toBe(128);
  const leftOut = () => facts.map((fact) => (fact.did === "more" ? fact.left : 0)).reduce((sum, left) => sum + left, 0);
  const shown = () => facts.filter(({ did }) => did === "too-many").length;
  await expect.poll(() => shown() + leftOut(), { timeout: 5_000 }).toBe(refused);
  // On a slow machine they take more than one second.
  const ofASecond = facts
    .map(({ did }) => (did === "more" ? " " : "x"))
    .join("")
    .split(" ");
  expect(Math.max(...ofASecond.map(({ length }) => length))).toBe(20);
  expect(leftOut()).toBeGreaterThan(0);
});

test("closing resets what is open and frees the port, whatever the network", async () => {
  for (const name of NETWORK_NAMES) {
    const { network, pair } = await behind({ times: NETWORK_TIMES });
    const { client } = await pair();
    const end = endOf(client);
    network.use(name);
    await network.close();
    expect(await end, name).toBe("ECONNRESET");
    expect(await endOf(reach(network)), name).toBe("ECONNREFUSED");
  }
});

test("a process that has closed a network ends by itself, whatever the network", async () => {
  const program = fileURLToPath(new URL("closes-networks.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [closed] = (await once(child.stdout, "data")) as [Buffer];
  expect(String(closed)).toBe(`${NETWORK_NAMES.join(" ")}\n`);
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("says in one sentence what it did", () => {
  const facts: NetworkFact[] = [
    { did: "change", to: "good", about: "everything passes at once" },
    { did: "reset", afterBytes: 1_204 },
    { did: "stall", afterBytes: 1, ms: 1_250 },
    { did: "die", afterBytes: 0 },
    { did: "offline", ms: 5_000, connections: 0 },
    { did: "offline", ms: 5_000, connections: 1 },
    { did: "refuse" },
    { did: "online" },
    { did: "restart" },
    { did: "unreachable", port: 40_213 },
    { did: "unreachable", port: undefined },
    { did: "too-many", limit: 128 },
    { did: "more", left: 3 },
  ];
  expect(facts.map((fact) => networkSentence(fact)).join("\n")).toMatchInlineSnapshot(`
    "good from now on: everything passes at once
    connection reset after 1,204 bytes
    connection stalled for 1.3 s after 1 byte
    connection half-open after 0 bytes: data vanishes from now on
    offline for 5 s
    offline for 5 s, 1 connection reset
    connection reset at once: there is no network
    online again
    the server is stopped and started again
    connection reset at once: nothing listens on port 40213; your server is starting, or does not listen on PORT
    connection reset at once: no server runs
    connection reset at once: 128 are open
    3 further events in this second"
  `);
  expect(networkSentence({ did: "reset", afterBytes: 7 }, "connection 4")).toBe("connection 4 reset after 7 bytes");
});
