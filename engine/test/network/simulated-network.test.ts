/** What clients and servers notice of each network, with real sockets on both sides. Waits are shorter than for learners. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { expect, onTestFinished, test } from "vitest";
import { LOSSY_BYTES, NETWORK_TIMES, type NetworkTimes } from "../../network/networks.ts";
import { networkSentence } from "../../network/sentence.ts";
import { SimulatedNetwork, type NetworkOptions } from "../../network/simulated-network.ts";
import type { NetworkFact } from "../../transcript-event.ts";

const SEED = 1834;
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
  /** The server's sockets, in the order of their connections. */
  readonly accepted: Socket[];
  /** Connects a client, and waits until the server has its socket. */
  pair(): Promise<{ client: Socket; server: Socket }>;
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
  const network = await SimulatedNetwork.open({
    target: () => target,
    seed: SEED,
    times: SHORT,
    restart: () => false,
    onFact: (fact) => facts.push(fact),
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
  return { network, facts, accepted, pair };
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
    // 19 pauses of 20 ms and the way.
    expect(performance.now() - before).toBeGreaterThanOrEqual(570);
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
  for (let seed = 1; ; seed++) {
    const { network, pair, facts } = await behind({ seed, times: { ...SHORT, stall } });
    network.use("lossy");
    const { client, server } = await pair();
    const got = received(client);
    const total = 64 * 1024 * 1024;
    const chunk = Buffer.alloc(64 * 1024, "y");
    for (let written = 0; written < total; written += chunk.length) server.write(chunk);
    await expect.poll(() => facts.length).toBe(2);
    const before = performance.now();
    const fact = facts[1];
    // This seed begins with a reset.
    if (fact?.did !== "stall") continue;
    await expect.poll(() => got().length).toBe(fact.afterBytes);
    const { length } = got();
    let unsent = 0;
    await expect
      .poll(
        () => {
          if (got().length === length) unsent = server.writableLength;
          return got().length;
        },
        { timeout: 5_000, interval: 5 },
      )
      .toBeGreaterThan(length);
    expect(performance.now() - before).toBeGreaterThanOrEqual(300);
    expect(unsent).toBeGreaterThan(total / 2);
    return;
  }
});

test("server-restarts asks for a restart again and again until another network is chosen", async () => {
  let asked = 0;
  const { network, facts } = await behind({ restart: () => ++asked < 4 });
  network.use("server-restarts");
  await expect.poll(() => asked).toBe(5);
  network.use("good");
  const { did } = facts.at(-1) ?? {};
  expect(did).toBe("change");
  // Only those that restarted a server are reported.
  expect(facts.filter((fact) => fact.did === "restart")).toHaveLength(3);
});

test("offline resets open and new connections, and lets new ones pass afterwards, again and again", async () => {
  const { network, pair, facts } = await behind();
  const { client, server } = await pair();
  const ends = Promise.all([endOf(client), endOf(server)]);
  network.use("offline");
  expect(await ends).toEqual(["ECONNRESET", "ECONNRESET"]);
  expect(facts.at(-1)).toEqual({ did: "offline", ms: SHORT.offline, connections: 1 });
  expect(await endOf(reach(network))).toBe("ECONNRESET");
  await expect.poll(() => facts.at(-1)).toEqual({ did: "online" });
  const again = await pair();
  again.server.write("back");
  await arrives(again.client, "back");
  expect(await endOf(again.client)).toBe("ECONNRESET");
});

test("offline once lasts its time also when it is asked for twice, whatever the network", async () => {
  const { network, facts, pair } = await behind();
  network.goOffline();
  network.goOffline();
  const before = performance.now();
  expect(await endOf(reach(network))).toBe("ECONNRESET");
  await expect.poll(() => facts.map(({ did }) => did), { interval: 5 }).toEqual(["offline", "refuse", "online"]);
  expect(performance.now() - before).toBeGreaterThanOrEqual(SHORT.offline - 50);
  const { client, server } = await pair();
  client.write("through");
  await arrives(server, "through");
});

test("half-open loses data and FIN in both directions, and ends nothing until both sides are reset", async () => {
  const { network, pair, facts } = await behind();
  const [first, second] = [await pair(), await pair()];
  network.use("half-open");
  first.server.write("before");
  await arrives(first.client, "before");
  await expect.poll(() => facts.filter(({ did }) => did === "die")).toHaveLength(2);
  const seen: string[] = [];
  const watch = (name: string, socket: Socket) => {
    socket.on("data", (chunk: Buffer) => seen.push(`${name} received ${chunk.toString()}`));
    socket.on("end", () => seen.push(`${name} received FIN`));
    return endOf(socket).then((end) => seen.push(`${name} ${end}`));
  };
  const ends = [watch("client 1", first.client), watch("server 1", first.server), watch("server 2", second.server)];
  first.client.write("lost");
  first.server.end("lost too");
  second.client.destroy();
  const before = performance.now();
  await Promise.all(ends);
  expect(performance.now() - before).toBeGreaterThanOrEqual(SHORT.keepDead - 150);
  expect(seen.toSorted()).toEqual(["client 1 ECONNRESET", "server 1 ECONNRESET", "server 2 ECONNRESET"]);
});

test("half-open lets a new connection pass until that dies too, and another network resets the dead ones", async () => {
  const { network, pair, facts } = await behind({ times: { ...SHORT, keepDead: 60_000 } });
  network.use("half-open");
  const { client } = await pair();
  await expect.poll(() => facts.some(({ did }) => did === "die")).toBe(true);
  const next = await pair();
  next.client.write("alive");
  await arrives(next.server, "alive");
  const end = endOf(client);
  network.use("good");
  expect(await end).toBe("ECONNRESET");
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
  const ends = await Promise.all(Array.from({ length: 30 }, () => endOf(reach(network))));
  expect(new Set(ends)).toEqual(new Set(["ECONNRESET"]));
  expect(facts).toEqual(Array.from({ length: 20 }, () => ({ did: "too-many", limit: 128 })));
  expect(network.open).toBe(128);
  await expect.poll(() => facts.at(-1), { timeout: 3_000 }).toEqual({ did: "more", left: 10 });
});

test("closing resets what is open, frees the port and ends every timer, whatever the network", async () => {
  for (const name of ["slow-3g", "lossy", "server-restarts", "offline", "half-open"] as const) {
    const { network, pair, facts } = await behind({ times: NETWORK_TIMES });
    const { client } = await pair();
    const end = endOf(client);
    network.use(name);
    if (name === "offline") network.goOffline();
    await network.close();
    expect(await end, name).toBe("ECONNRESET");
    expect(await endOf(reach(network)), name).toBe("ECONNREFUSED");
    expect(facts[0]).toMatchObject({ did: "change", to: name });
  }
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout");
  // The test's own limit, and those of vitest.
  expect(timers.length).toBeLessThan(5);
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
