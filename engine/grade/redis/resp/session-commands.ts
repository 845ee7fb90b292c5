/** The commands that concern the connection: subscriptions, transactions, the version of the protocol. */
import { globMatches } from "./glob.ts";
import { integer, NotInStandIn, RedisError } from "./redis-error.ts";
import { OK, type Reply } from "./reply.ts";
import type { Session } from "./session.ts";

/** The newest Redis whose answers are copied. */
const VERSION = "7.0.15";
/** Subcommands that this Redis has and the stand-in lacks. */
const LACKING: Readonly<Record<"client" | "pubsub", RegExp>> = {
  client: /^(?:caching|getredir|help|info|kill|list|no-evict|pause|reply|tracking|trackinginfo|unblock|unpause)$/i,
  pubsub: /^(?:help|shardchannels|shardnumsub)$/i,
};

interface SessionCommand {
  /** See `Command`. */
  readonly arity: number;
  /** Returns what is answered, or undefined where it has sent that itself. */
  readonly run: (session: Session, args: readonly string[]) => Reply | undefined;
}

export const connectionCommands: Readonly<Record<string, SessionCommand>> = {
  ping: { arity: -1, run: ping },
  echo: { arity: 2, run: (_, [text = ""]) => text },
  quit: {
    arity: -1,
    run: (session) => {
      session.isClosing = true;
      return OK;
    },
  },
  reset: {
    arity: 1,
    run: (session) => {
      session.channels.clear();
      session.patterns.clear();
      Object.assign(session, { transaction: undefined, watched: [], protocol: 2, databaseIndex: 0, name: "" });
      return { simple: "RESET" };
    },
  },
  select: {
    arity: 2,
    run: (session, [index = ""]) => {
      const wanted = integer(index);
      if (session.shared.databases[wanted] === undefined) throw new RedisError("ERR DB index is out of range");
      session.databaseIndex = wanted;
      return OK;
    },
  },
  hello: { arity: -1, run: hello },
  client: { arity: -2, run: client },
  info: {
    arity: -1,
    run: () => `# Server\r\nredis_version:${VERSION}\r\nredis_mode:standalone\r\n\r\n# Persistence\r\nloading:0\r\n`,
  },
  flushall: {
    arity: -1,
    run: (session) => {
      for (const database of session.shared.databases) database.clear();
      return OK;
    },
  },
  publish: { arity: 3, run: ({ shared }, [channel = "", message = ""]) => shared.channels.publish(channel, message) },
  pubsub: { arity: -2, run: pubsub },
  subscribe: { arity: -2, run: (session, names) => subscribe(session, "subscribe", session.channels, names) },
  psubscribe: { arity: -2, run: (session, names) => subscribe(session, "psubscribe", session.patterns, names) },
  unsubscribe: { arity: -1, run: (session, names) => unsubscribe(session, "unsubscribe", session.channels, names) },
  punsubscribe: { arity: -1, run: (session, names) => unsubscribe(session, "punsubscribe", session.patterns, names) },
  multi: {
    arity: 1,
    run: (session) => {
      if (session.transaction !== undefined) throw new RedisError("ERR MULTI calls can not be nested");
      session.transaction = { requests: [], isBroken: false };
      return OK;
    },
  },
  exec: { arity: 1, run: (session) => session.exec() },
  discard: {
    arity: 1,
    run: (session) => {
      if (session.transaction === undefined) throw new RedisError("ERR DISCARD without MULTI");
      Object.assign(session, { transaction: undefined, watched: [] });
      return OK;
    },
  },
  watch: {
    arity: -2,
    run: (session, keys) => {
      if (session.transaction !== undefined) throw new RedisError("ERR WATCH inside MULTI is not allowed");
      const { database } = session;
      session.watched.push(...keys.map((key) => ({ database, key, version: database.version(key) })));
      return OK;
    },
  },
  unwatch: {
    arity: 1,
    run: (session) => {
      session.watched = [];
      return OK;
    },
  },
};

function ping(session: Session, args: readonly string[]): Reply {
  if (args.length > 1) throw new RedisError("ERR wrong number of arguments for 'ping' command");
  if (session.protocol === 2 && session.channels.size + session.patterns.size > 0) return ["pong", args[0] ?? ""];
  return args[0] ?? { simple: "PONG" };
}

function hello(session: Session, [version, ...options]: readonly string[]): Reply {
  if (version !== undefined) {
    if (!/^-?\d{1,15}$/.test(version)) throw new RedisError("ERR Protocol version is not an integer or out of range");
    if (version !== "2" && version !== "3") throw new RedisError("NOPROTO unsupported protocol version");
  }
  let name = "";
  for (let index = 0; index < options.length; index++) {
    const option = options[index] as string;
    if (option.toLowerCase() === "auth") throw new NotInStandIn("HELLO AUTH");
    if (option.toLowerCase() !== "setname" || options[index + 1] === undefined)
      throw new RedisError(`ERR Syntax error in HELLO option '${option}'`);
    name = options[++index] as string;
  }
  if (name !== "") session.name = name;
  if (version !== undefined) session.protocol = Number(version);
  return {
    map: [
      ["server", "redis"],
      ["version", VERSION],
      ["proto", session.protocol],
      ["id", session.id],
      ["mode", "standalone"],
      ["role", "master"],
      ["modules", []],
    ],
  };
}

function client(session: Session, [sent = "", ...args]: readonly string[]): Reply {
  const name = sent.toLowerCase();
  if (name === "id" && args.length === 0) return session.id;
  if (name === "getname" && args.length === 0) return session.name === "" ? null : session.name;
  if (name === "setname" && args.length === 1) {
    session.name = args[0] as string;
    return OK;
  }
  throw unknownSubcommand("client", sent);
}

function unknownSubcommand(command: keyof typeof LACKING, sent: string): RedisError {
  const name = command.toUpperCase();
  if (LACKING[command].test(sent)) return new NotInStandIn(`${name} ${sent.toUpperCase()}`);
  const shown = sent.replaceAll(/[\r\n]/g, " ").slice(0, 128);
  return new RedisError(`ERR unknown subcommand '${shown}'. Try ${name} HELP.`);
}

function pubsub({ shared: { channels } }: Session, [sent = "", ...args]: readonly string[]): Reply {
  const name = sent.toLowerCase();
  if (name === "channels" && args.length < 2)
    return channels.active().filter((channel) => args[0] === undefined || globMatches(args[0], channel));
  if (name === "numsub") return args.flatMap((channel) => [channel, channels.subscribersOf(channel)]);
  if (name === "numpat" && args.length === 0) return channels.patterns();
  throw unknownSubcommand("pubsub", sent);
}

function subscribe(session: Session, kind: string, to: Set<string>, names: readonly string[]): undefined {
  for (const name of names) {
    to.add(name);
    session.push([kind, name, session.channels.size + session.patterns.size]);
  }
}

function unsubscribe(session: Session, kind: string, from: Set<string>, names: readonly string[]): undefined {
  const all = names.length === 0 ? [...from] : names;
  for (const name of all) {
    from.delete(name);
    session.push([kind, name, session.channels.size + session.patterns.size]);
  }
  if (all.length === 0) session.push([kind, null, session.channels.size + session.patterns.size]);
}
