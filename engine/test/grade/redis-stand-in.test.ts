/** The stand-in for Redis answers as a real one does, byte for byte. Without a real one, only the stand-in is tried. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { findRedis } from "../../grade/redis/find-redis.ts";
import { RedisProcess } from "../../grade/redis/redis-process.ts";
import { StandIn } from "../../grade/redis/stand-in.ts";

type Start = (port: number) => Promise<{ stop(): Promise<void> } | string>;

const program = findRedis(undefined);
const standIn: Start = (port) => StandIn.start(port, new Set());
const real: Start | undefined =
  program === undefined ? undefined : (port) => RedisProcess.start(program, port, undefined);

async function started(start: Start): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = randomInt(20_000, 30_000);
    const redis = await start(port);
    if (typeof redis !== "string") {
      onTestFinished(() => redis.stop());
      return port;
    }
    if (attempt === 5) throw new Error(redis);
  }
}

/** A connection that sends words, and reads bytes until the answer to its last ping is among them. */
class Client {
  readonly #socket: Socket;
  #pings = 0;
  #text = "";

  constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1").setEncoding("latin1");
    this.#socket.on("data", (text: string) => (this.#text += text));
    onTestFinished(() => void this.#socket.destroy());
  }

  send(bytes: string): void {
    this.#socket.write(bytes, "latin1");
  }

  /** Everything that came before the answer to a ping, which is left out. */
  async answers(): Promise<string> {
    const marker = `marker-${++this.#pings}`;
    this.send(request(`PING ${marker}`));
    while (!this.#text.includes(marker)) await once(this.#socket, "data");
    // In RESP2, a client that subscribes gets a list.
    const text = this.#text.replace(new RegExp(`(?:\\*2\\r\\n\\$4\\r\\npong\\r\\n)?\\$\\d+\\r\\n${marker}\\r\\n$`), "");
    this.#text = "";
    return text;
  }

  async untilClosed(): Promise<string> {
    await once(this.#socket, "close");
    return this.#text;
  }
}

/** Words are separated by spaces; `_` is a space in a word, and `""` an empty one. */
function request(line: string): string {
  const words = line.split(" ").map((word) => (word === '""' ? "" : word.replaceAll("_", " ")));
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
}

/** Requests, each line one, for one connection of RESP2 and one of RESP3. */
const SCENARIOS: Readonly<Record<string, string>> = {
  strings: `GET a|SET a 1|GET a|SET a 2 NX|SET a 2 XX GET|GET a|SETNX a 3|SETNX b 3|GETSET b 4|APPEND b xy|STRLEN b|MSET c 1 d 2|MGET a b none d
    INCR n|INCRBY n 41|DECR n|DECRBY n 2|INCR b|INCRBY n x|GETDEL n|GET n|SET e ""|GET e|SET e x EX|SET e x EX 0|SET e x EX abc|SET e x NX XX|SET e x FOO
    SET f \u00c3\u00a4|GET f|STRLEN f|MSET a|SETEX g 10 x|TTL g|PSETEX g 0 x|SET g y KEEPTTL|TTL g|SET g z|TTL g`,
  expiry: `SET a 1 EX 100|TTL a|PERSIST a|TTL a|PERSIST a|TTL none|EXPIRE none 10|EXPIRE a 100 XX|EXPIRE a 100 NX|EXPIRE a 50 GT|TTL a|EXPIRE a 50 LT|TTL a
    EXPIRE a 1 FOO|EXPIRE a 1 NX XX|EXPIRE a 1 GT LT|EXPIRE a x|EXPIRE a -1|GET a|SET b 1 PXAT 1|GET b|HSET h f v|EXPIRE h 100|HSET h g w|TTL h|PEXPIREAT h 1|EXISTS h`,
  hashes: `HSET h a 1 b 2|HSET h b 3 c 4|HGET h b|HGET h none|HGET none a|HGETALL h|HGETALL none|HMGET h a none c|HDEL h a none|HLEN h|HEXISTS h b|HEXISTS h a
    HKEYS h|HVALS h|HINCRBY h n 5|HINCRBY h n -2|HSET h t x|HINCRBY h t 1|HSETNX h b 9|HSETNX h z 9|HMSET h y 1|HSET h a|HSET h a 1 b|HDEL h b c n t z y|EXISTS h|TYPE h|HSCAN none 0`,
  sets: `SADD s 1 2 3|SADD s 3 4|SCARD s|SMEMBERS s|SMEMBERS none|SISMEMBER s 1|SISMEMBER s 9|SMISMEMBER s 1 9|SREM s 1 9|SADD u 3 4 5|SINTER s u|SDIFF u s|SUNION s u|SREM s 2 3 4|EXISTS s|TYPE u|SSCAN u 0`,
  "sorted sets": `ZADD z 1 a 2 b 3 c|ZADD z 5 a|ZADD z NX 9 a|ZADD z XX CH 7 a 1 d|ZADD z GT CH 1 a|ZSCORE z a|ZSCORE z none|ZCARD z|ZRANGE z 0 -1|ZRANGE z 0 -1 WITHSCORES|ZRANGE z -2 -1|ZRANGE z 0 0 REV
    ZINCRBY z 1.5 a|ZRANK z a|ZRANK z none|ZCOUNT z 2 3|ZCOUNT z (2 +inf|ZRANGEBYSCORE z -inf 3|ZRANGEBYSCORE z 2 9 WITHSCORES LIMIT 1 1|ZRANGE z 2 9 BYSCORE|ZRANGE z 9 2 BYSCORE REV
    ZADD z x a|ZADD z 1|ZADD z NX XX 1 a|ZADD z GT LT 1 a|ZCOUNT z x 1|ZRANGE z a b|ZREM z a none|ZREMRANGEBYSCORE z 0 100|EXISTS z|ZSCAN none 0|ZADD z inf a -inf b|ZRANGE z 0 -1 WITHSCORES|ZINCRBY z -inf a|ZADD z INCR -inf a`,
  "options of sorted sets": `ZADD z 1 a 2 b 3 c 4 d|ZRANGEBYSCORE z 0 +inf LIMIT 0 10 WITHSCORES|ZRANGEBYSCORE z 0 9 WITHSCORES LIMIT 1 2|ZRANGEBYSCORE z 0 9 LIMIT 1 -1|ZRANGEBYSCORE z 0 9 LIMIT -1 2|ZRANGEBYSCORE z 0 9 LIMIT 1 0
    ZRANGEBYSCORE z 0 9 LIMIT 1|ZRANGEBYSCORE z 0 9 LIMIT x 1|ZRANGEBYSCORE z 0 9 REV|ZRANGEBYSCORE z 0 9 LIMIT 0 1 LIMIT 1 1|ZRANGEBYSCORE z 0 9 WITHSCORES WITHSCORES|ZRANGEBYSCORE z 0 9 WITHSCORES LIMIT|ZRANGEBYSCORE z x 9 LIMIT x 1
    ZRANGE z 0 9 BYSCORE LIMIT 1 2|ZRANGE z 0 9 LIMIT 1 2 BYSCORE WITHSCORES|ZRANGE z 9 0 REV LIMIT 1 2 WITHSCORES BYSCORE|ZRANGE z 0 -1 LIMIT 0 1|ZRANGE z 0 -1 LIMIT 0 -1|ZRANGE z 0 -1 REV WITHSCORES|ZRANGE z 0 -1 REV REV|ZRANGE z 0 9 BYSCORE BYSCORE
    ZRANGE z 0 -1 FOO|ZRANGE z 0 9 BYSCORE LIMIT 1|ZRANGE z 0 9 BYSCORE LIMIT -1 1|ZRANGE z (1 (4 BYSCORE|ZADD z INCR 5 a|ZADD z NX INCR 5 a|ZADD z XX INCR 5 new|ZADD z INCR 5 new|ZADD z GT INCR -1 new|ZADD z INCR CH 1 new|ZADD z INCR 1 a 2 b|ZADD z INCR x a|ZADD z INCR 1
    ZADD none XX INCR 1 a|EXISTS none|ZRANGE z 0 -1 WITHSCORES|SET s x|ZRANGE s x y|ZRANGE s x y BYSCORE|ZRANGEBYSCORE s 0 1|ZADD s INCR 1 a`,
  keys: `SET a:1 x|KEYS a:*|KEYS b*|KEYS a:[0-9]|KEYS a:[^0-9]|KEYS a\\:?|EXISTS a:1 a:1 none|TYPE a:1|TYPE none|RENAME a:1 b|RENAME none c|GET b|SCAN 0|SCAN 0 MATCH b* COUNT 10|SCAN 0 TYPE hash|SCAN x|SCAN 0 COUNT 0
    SCAN 0 COUNT|DBSIZE|SELECT 1|DBSIZE|SET one 1|SELECT 16|SELECT x|SELECT 0|GET one|DEL b none|UNLINK none|FLUSHDB|FLUSHALL|DBSIZE`,
  "wrong types and arity": `SET a x|HSET a f v|SADD a m|ZADD a 1 m|HGETALL a|SMEMBERS a|ZRANGE a 0 -1|HSET h f v|GET h|INCR h|APPEND h x|GETSET h x|SET h x|GET h|MGET h
    GET|GET a b|SET a|PING a b|ECHO|HSET h f|PUBLISH a|SUBSCRIBE|SELECT`,
  transactions: `MULTI|SET a 1|INCR a|GET a|EXEC|MULTI|SET a x|INCR a|GET a|EXEC|MULTI|MULTI|SET a y|DISCARD|GET a|EXEC|DISCARD|MULTI|GET|SET a z|EXEC|GET a
    WATCH a|SET a w|MULTI|SET a v|EXEC|GET a|WATCH a|MULTI|WATCH a|SET a u|EXEC|WATCH a|UNWATCH|SET a t|MULTI|HGETALL none|EXEC|MULTI|EXEC|MULTI|PUBLISH c m|EXEC`,
  subscriptions: `SUBSCRIBE c d c|PUBLISH c m|GET a|PSUBSCRIBE c*|PING|PING hi|UNSUBSCRIBE d|UNSUBSCRIBE d|UNSUBSCRIBE|PUNSUBSCRIBE c*|UNSUBSCRIBE|PUNSUBSCRIBE|PUBLISH c m|SET a 1|RESET|PING`,
  "the connection": `PING|PING hi|ECHO hi|CLIENT GETNAME|CLIENT SETNAME me|CLIENT GETNAME|CLIENT SETINFO lib-name x|CLIENT NOTHING|PUBSUB NUMPAT|PUBSUB CHANNELS|PUBSUB NUMSUB a b|PUBSUB NOTHING|HELLO 4|HELLO x|RESET|PING`,
  "unknown commands": `FOO|foo bar_baz qux|NOTHING a`,
};

async function spoken(start: Start, protocol: 2 | 3, lines: readonly string[]): Promise<string[]> {
  const client = new Client(await started(start));
  client.send(request(`HELLO ${protocol}`));
  const heads = (await client.answers()).replace(/(\$2\r\nid\r\n:)\d+/, "$1N");
  // All at once: a ping between them would become a part of the transactions.
  const answers = [heads];
  for (const line of lines) client.send(request(line));
  answers.push(...(await client.answers()).split("\r\n"));
  return answers;
}

describe.runIf(real !== undefined)("beside a real Redis", () => {
  for (const protocol of [2, 3] as const)
    test.each(Object.entries(SCENARIOS))(
      `RESP${protocol}: answers to requests about %s are the same`,
      async (_, text) => {
        const lines = text.split(/\||\n\s*/);
        const [ours, theirs] = await Promise.all([
          spoken(standIn, protocol, lines),
          spoken(real as Start, protocol, lines),
        ]);
        expect(ours).toEqual(theirs);
      },
    );

  test("messages reach channels and patterns of other connections in the same bytes", async () => {
    const talk = async (start: Start) => {
      const port = await started(start);
      const [one, other, publisher] = [new Client(port), new Client(port), new Client(port)];
      one.send(request("SUBSCRIBE board-1 board-2") + request("PSUBSCRIBE b[a-o]ard-1 b[p-z]ard-1"));
      other.send(request("HELLO 3") + request("PSUBSCRIBE *"));
      const greeting = [await one.answers(), (await other.answers()).replace(/(\$2\r\nid\r\n:)\d+/, "$1N")];
      publisher.send(request("SELECT 3") + request("PUBLISH board-1 hello") + request("PUBLISH none x_y"));
      publisher.send(
        request("PUBSUB CHANNELS board-1") + request("PUBSUB NUMSUB board-1 none") + request("PUBSUB NUMPAT"),
      );
      const answers = await publisher.answers();
      return [...greeting, answers, await one.answers(), await other.answers()];
    };
    const [ours, theirs] = await Promise.all([talk(standIn), talk(real as Start)]);
    expect(ours).toEqual(theirs);
    expect(ours[3]).toContain("hello");
  });

  test.each(["*1\r\n+GET\r\n", "*x\r\n", "*1\r\n$x\r\n", "*1\r\n$-5\r\n"])(
    "bytes that are no request are refused and the connection is closed: %j",
    async (bytes) => {
      const refused = async (start: Start) => {
        const client = new Client(await started(start));
        client.send(bytes);
        return await client.untilClosed();
      };
      expect(await refused(standIn)).toBe(await refused(real as Start));
    },
  );
});

describe.each([["the stand-in", standIn] as const, ...(real === undefined ? [] : [["a real Redis", real] as const])])(
  "%s",
  (_, start) => {
    test("reads requests that come byte by byte, and words on a line", async () => {
      const client = new Client(await started(start));
      for (const byte of `${request("SET a 1")}INCR a\r\n${request("GET a")}`) {
        client.send(byte);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await client.answers()).toBe("+OK\r\n:2\r\n$1\r\n2\r\n");
    });

    test("lets a key expire", async () => {
      const client = new Client(await started(start));
      client.send(request("SET a 1 PX 30") + request("SADD s 1") + request("PEXPIRE s 30"));
      await client.answers();
      await expect
        .poll(async () => {
          client.send(request("GET a") + request("EXISTS s") + request("PTTL a"));
          return await client.answers();
        })
        .toBe("$-1\r\n:0\r\n:-2\r\n");
    });

    test("closes the connection after QUIT", async () => {
      const client = new Client(await started(start));
      client.send(request("QUIT"));
      expect(await client.untilClosed()).toBe("+OK\r\n");
    });
  },
);

test.each([
  ["an option", "ZRANGE z - + BYLEX", "ZRANGE BYLEX"],
  ["an option of the handshake", "HELLO 3 AUTH default x", "HELLO AUTH"],
  ["a subcommand", "client list", "CLIENT LIST"],
  ["a subcommand about channels", "PUBSUB SHARDCHANNELS", "PUBSUB SHARDCHANNELS"],
  ["a command", "LPUSH l x", "LPUSH"],
])("%s that Redis has and the stand-in lacks is noted, also in a transaction", async (_, line, noted) => {
  for (const lines of [[line], ["MULTI", line, "EXEC"]]) {
    const unknownCommands = new Set<string>();
    const client = new Client(await started((port) => StandIn.start(port, unknownCommands)));
    for (const one of lines) client.send(request(one));
    expect(await client.answers()).toContain("-ERR ");
    expect([...unknownCommands]).toEqual([noted]);
  }
});

test("what Redis itself refuses is not noted", async () => {
  const unknownCommands = new Set<string>();
  const client = new Client(await started((port) => StandIn.start(port, unknownCommands)));
  const refused = [
    "ZRANGE z 0 1 FOO",
    "ZRANGEBYSCORE z 0 1 BYLEX",
    "CLIENT SETINFO lib-name x",
    "PUBSUB FOO",
    "SET a 1 FOO",
  ];
  for (const line of refused) client.send(request(line));
  expect((await client.answers()).match(/^-ERR/gm)).toHaveLength(refused.length);
  expect([...unknownCommands]).toEqual([]);
});

test("a pattern made to be slow is matched at once", async () => {
  const client = new Client(await started(standIn));
  client.send(request(`SET ${"a".repeat(20_000)} 1`) + request(`KEYS ${"*a".repeat(2_000)}b`));
  expect(await client.answers()).toBe("+OK\r\n*0\r\n");
});
