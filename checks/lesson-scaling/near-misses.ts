/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const PUBSUB = "redis-pubsub.ts";
const PRESENCE = "shared-presence.ts";

// The statements of the solution that most mistakes replace.
const CREATE = 'createClient({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" });';
const SUBSCRIBE = "await subscriber.subscribe(EVENTS, deliverNew);";
const PUBLISH =
  "publisher.publish(EVENTS, event.id).catch((error: Error) => console.error(`Not published: ${error.message}`));";
const OWN = "deliverNew();\n  // Not awaited";
const CONNECT = "await Promise.all([publisher.connect(), subscriber.connect()]);";
const EACH = "lastSeen = event.id;\n    deliver(event);";
const START = "let lastSeen = board.lastEventId();";
const EVENTS = "const events = board.eventsSince(lastSeen);";
const READY = 'subscriber.on("ready", deliverNew);';
const LISTENERS = "for (const client of [publisher, subscriber])";
const ENTRY = "{ users: getPresence(boardId), until: Date.now() + PRESENCE_TTL_MS };";
const WRITE = "else await publisher.hSet(keyOf(boardId), INSTANCE, JSON.stringify(entry));";
const REMOVE = "if (entry.users.length === 0) await publisher.hDel(keyOf(boardId), INSTANCE);\n  else ";
const COUNTS = "entries.filter(({ until }) => until > Date.now()).flatMap";
const ONCE = "return [...new Map(people.map((person) => [person.userId, person])).values()];";
const TELL =
  "publisher.publish(PRESENCE, boardId).catch((error: Error) => console.error(`Not published: ${error.message}`));";
const LOOK = "await subscriber.subscribe(PRESENCE, onPresence);";

const subscribe = (code: string) => edit(PUBSUB, SUBSCRIBE, code);
const publish = (code: string) => edit(PUBSUB, PUBLISH, code);
const own = (code: string) => edit(PUBSUB, OWN, `${code}\n  // Not awaited`);
const each = (code: string) => edit(PUBSUB, EACH, code);
const ready = (code: string) => edit(PUBSUB, READY, code);
const listeners = (code: string) => edit(PUBSUB, LISTENERS, code);
const entry = (code: string) => edit(PRESENCE, ENTRY, code);
const write = (code: string) => edit(PRESENCE, WRITE, code);
const counts = (code: string) => edit(PRESENCE, COUNTS, code);

/** The event itself travels in the message, and every instance delivers what it receives. */
const payload = (listener: string) => [
  own("void deliverNew;"),
  publish("publisher.publish(EVENTS, JSON.stringify(event)).catch(console.error);"),
  subscribe(`await subscriber.subscribe(EVENTS, ${listener});`),
];

export default nearMisses("lesson-scaling", {
  // No instance subscribes.
  "1.1-no-subscribe": subscribe(""),

  // Nothing is published.
  "1.1-no-publish": publish(""),

  // The client is not told which Redis: it connects to port 6379 of this machine.
  "1.1-no-url": edit(PUBSUB, CREATE, "createClient();"),

  // The publisher is never connected: what it is given waits for ever.
  "1.1-publisher-not-connected": edit(PUBSUB, CONNECT, "await subscriber.connect();"),

  // Published on another channel than is subscribed.
  "1.1-another-channel": publish(PUBLISH.replace("EVENTS", '"board_events"')),

  // Redis refuses to publish on a connection that has subscribed.
  "1.1-publishes-on-subscriber": publish(PUBLISH.replace("publisher.", "subscriber.")),

  // The listener is called at once, and its result subscribed.
  "1.1-listener-called": subscribe(
    "deliverNew();\n  await subscriber.subscribe(EVENTS, () => {\n    void deliverNew;\n  });",
  ),

  // The other instances are told, and the own clients are not.
  "1.1-own-clients-forgotten": own("lastSeen = event.id;"),

  // Delivered here, and again when the own message arrives.
  "1.2-echo": own("deliver(event);"),

  // The event travels in the message, and the origin delivers it before as well.
  "1.2-payload-and-own": [
    own("deliver(event);\n  void deliverNew;"),
    ...payload("(message) => deliver(JSON.parse(message) as BoardEvent)").slice(1),
    ready(""),
  ],

  // It is never noted what has been delivered.
  "1.2-last-seen-stays": [
    each("deliver(event);"),
    edit(PUBSUB, "// It returns a thousand at most: there may be more.\n  if (events.length > 0) deliverNew();", ""),
  ],

  // Each event of the log is delivered twice.
  "1.2-delivers-twice": each("lastSeen = event.id;\n    deliver(event);\n    deliver(event);"),

  // The first message makes an instance deliver everything that has ever happened.
  "1.2-old-events": [edit(PUBSUB, START, 'let lastSeen = "0";'), ready("")],

  // The message's id is compared with the last one as text: "10" is not greater than "9".
  "1.2-message-compared-as-text": subscribe(
    "await subscriber.subscribe(EVENTS, (id) => {\n    if (id > lastSeen) deliverNew();\n  });",
  ),

  // As texts, "10" is before "9".
  "1.2-ids-as-text": edit(
    PUBSUB,
    EVENTS,
    "const events = board.eventsSince(lastSeen).filter(({ id }) => id > lastSeen);",
  ),

  // Of what is new, only the newest is delivered.
  "1.3-newest-only": edit(PUBSUB, EVENTS, "const events = board.eventsSince(lastSeen).slice(-1);"),

  // Of what is new, the oldest is delivered, and the rest is taken for delivered.
  "1.3-oldest-only": [
    edit(PUBSUB, EVENTS, "const events = board.eventsSince(lastSeen).slice(0, 1);"),
    each("lastSeen = board.lastEventId();\n    deliver(event);"),
  ],

  // The id of a message becomes the mark: a late one moves it back. 42 is not an id but part of the noise of 1.4; before the
  // many changes of 1.3, a late message is rare.
  "1.3-mark-from-message": subscribe(
    'await subscriber.subscribe(EVENTS, (id) => {\n    deliverNew();\n    if (id !== "42" && Number(id) > 0 && Number(id) <= Number(board.lastEventId()) && Number(board.lastEventId()) > 15) lastSeen = id;\n  });',
  ),

  // The message is believed to be JSON: the listener throws.
  "1.4-listener-throws": subscribe(
    "await subscriber.subscribe(EVENTS, (message) => {\n    JSON.parse(message);\n    deliverNew();\n  });",
  ),

  // What the message says is taken for the newest id: from then on, nothing is new.
  "1.4-believes-the-id": subscribe(
    "await subscriber.subscribe(EVENTS, (message) => {\n    deliverNew();\n    if (/^\\d+$/.test(message) && Number(message) > Number(lastSeen)) lastSeen = message;\n  });",
  ),

  // Only a greater number than any before is news.
  "1.4-greatest-number-heard": [
    subscribe(
      "await subscriber.subscribe(EVENTS, (message) => {\n    if (Number(message) <= heard) return;\n    if (/^\\d+$/.test(message)) heard = Number(message);\n    deliverNew();\n  });",
    ),
    edit(PUBSUB, "/** The people that this instance", "let heard = 0;\n\n/** The people that this instance"),
  ],

  // The event travels in the message, and one of them is null.
  "1.4-payload-null": [
    ...payload(
      "(message) => {\n    let event: BoardEvent | undefined;\n    try {\n      event = JSON.parse(message) as BoardEvent;\n    } catch {\n      return;\n    }\n    deliver(event);\n  }",
    ),
    ready(""),
  ],

  // The event travels in the message, and whatever looks like one is delivered.
  "1.4-believes-the-event": [
    own("deliverOnce(event);"),
    publish("publisher.publish(EVENTS, JSON.stringify(event)).catch(console.error);"),
    subscribe(
      "await subscriber.subscribe(EVENTS, (message) => {\n    try {\n      deliverOnce(JSON.parse(message) as BoardEvent);\n    } catch (error) {\n      console.error(error);\n    }\n  });",
    ),
    edit(
      PUBSUB,
      "/** The people that this instance",
      'const delivered = new Set<string>();\n\nfunction deliverOnce(event: BoardEvent): void {\n  if (typeof event.boardId !== "string" || delivered.has(event.id)) return;\n  delivered.add(event.id);\n  deliver(event);\n}\n\n/** The people that this instance',
    ),
    each("lastSeen = event.id;\n    deliverOnce(event);"),
  ],

  // Neither client has an error listener.
  "2.1-no-error-listener": listeners("for (const client of [] as (typeof publisher)[])"),

  // The duplicate has no error listener: duplicate() copies none.
  "2.1-duplicate-without-listener": listeners("for (const client of [publisher])"),

  // The publisher has no error listener.
  "2.1-publisher-without-listener": listeners("for (const client of [subscriber])"),

  // The error listener ends the process.
  "2.1-exits-on-error": edit(
    PUBSUB,
    'client.on("error", (error: Error) => console.error(`Redis: ${error.message}`));',
    'client.on("error", () => process.exit(1));',
  ),

  // The answer waits until the message is published, and so for Redis.
  "2.1-awaits-publish": publish(`await ${PUBLISH}`),

  // The own clients are served after Redis.
  "2.1-redis-first": [own(""), publish("void publisher.publish(EVENTS, event.id).then(deliverNew, console.error);")],

  // The own clients get the event from the own message, which waits.
  "2.1-loopback-only": own(""),

  // Nothing happens when the connection is back.
  "2.2-ready-ignored": [
    ready(""),
    publish("if (publisher.isReady) " + PUBLISH),
    subscribe(
      "await subscriber.subscribe(EVENTS, (id) => {\n    if (Number(id) > Number(lastSeen) + 1) lastSeen = String(Number(id) - 1);\n    deliverNew();\n  });",
    ),
  ],

  // What happens elsewhere before an own event is taken for delivered.
  "2.3-own-event-moves-last-seen": own("deliver(event);\n  lastSeen = event.id;"),

  // When the connection is back, only the end of the log is noted.
  "2.2-forgets-on-ready": ready('subscriber.on("ready", () => {\n    lastSeen = board.lastEventId();\n  });'),

  // The event travels in the message, and nothing reads the log: what is published before the other one is back is lost.
  "2.2-payload-only": [
    own("void deliverNew;\n  deliver(event);"),
    publish(
      "if (publisher.isReady) publisher.publish(EVENTS, JSON.stringify({ from: process.pid, event })).catch(console.error);",
    ),
    subscribe(
      "await subscriber.subscribe(EVENTS, (message) => {\n    try {\n      const { from, event } = JSON.parse(message) as { from: number; event: BoardEvent };\n      if (from !== process.pid) deliver(event);\n    } catch {\n      // Not ours.\n    }\n  });",
    ),
    ready(""),
  ],

  // Subscribes once more after each outage, and what is new is read before and noted after a moment.
  "2.3-subscribes-again": [
    ready(
      'subscriber.on("ready", () => {\n    void subscriber.subscribe(EVENTS, async () => {\n      const events = board.eventsSince(lastSeen);\n      await Promise.resolve();\n      for (const event of events) deliver(event);\n      lastSeen = events.at(-1)?.id ?? lastSeen;\n    });\n    deliverNew();\n  });',
    ),
    subscribe(""),
  ],

  // Each process counts its own ids.
  "2.4-ids-of-the-process": [
    edit(PUBSUB, START, `${START}\nlet count = 0;`),
    each("lastSeen = event.id;\n    deliver({ ...event, id: String(++count + 7 * process.pid) });"),
  ],

  // The time takes the place of the id.
  "2.4-time-as-id": each("lastSeen = event.id;\n    deliver({ ...event, id: String(process.hrtime.bigint()) });"),

  // Of more than a thousand events, the rest waits for the next message.
  "2.5-reads-once": edit(PUBSUB, "if (events.length > 0) deliverNew();", ""),

  // The clients try to connect for two seconds, and never again.
  "2.5-gives-up": edit(
    PUBSUB,
    CREATE,
    'createClient({\n  url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379",\n  socket: { reconnectStrategy: (retries) => (retries < 10 ? 200 : false) },\n});',
  ),

  // Looks into the log after the first outage, and after no other.
  "2.2-first-outage-only": ready('subscriber.once("ready", () => subscriber.once("ready", deliverNew));'),

  // Each user is reduced to one entry before those are left out that are over.
  "3.6-one-entry-each-first": edit(
    PRESENCE,
    `const people = entries.filter(({ until }) => until > Date.now()).flatMap(({ users }) => users);\n  ${ONCE}`,
    "const last = new Map<string, Person & { until: number }>();\n  for (const { users, until } of entries) for (const person of users) last.set(person.userId, { ...person, until });\n  return [...last.values()].filter(({ until }) => until > Date.now()).map(({ userId, name }) => ({ userId, name }));",
  ),

  // The first entry that is over ends the loop, and those behind it are not read.
  "3.6-dead-entry-ends-loop": edit(
    PRESENCE,
    "const people = entries.filter(({ until }) => until > Date.now()).flatMap(({ users }) => users);",
    "const people: Person[] = [];\n  for (const { users, until } of entries) {\n    if (until <= Date.now()) break;\n    people.push(...users);\n  }",
  ),

  // The same with the first entry of each user.
  "3.6-first-entry-counts": edit(
    PRESENCE,
    `const people = entries.filter(({ until }) => until > Date.now()).flatMap(({ users }) => users);\n  ${ONCE}`,
    "const first = new Map<string, Person & { until: number }>();\n  for (const { users, until } of entries)\n    for (const person of users) if (!first.has(person.userId)) first.set(person.userId, { ...person, until });\n  return [...first.values()].filter(({ until }) => until > Date.now()).map(({ userId, name }) => ({ userId, name }));",
  ),

  // Nobody is written.
  "3.1-not-written": write("else void entry;"),

  // Each instance reads its own people only.
  "3.1-reads-own-field": edit(
    PRESENCE,
    "const entries = Object.values(await publisher.hGetAll(keyOf(boardId)))",
    "const entries = [(await publisher.hGet(keyOf(boardId), INSTANCE)) ?? '{\"users\":[]}']",
  ),

  // All instances write the same field: the last one wins.
  "3.1-one-field-for-all": edit(
    PRESENCE,
    "const INSTANCE = randomUUID();",
    'const INSTANCE = "instance";\nvoid randomUUID;',
  ),

  // Who, and not what they are called.
  "3.1-without-names": entry(
    '{ users: getPresence(boardId).map(({ userId }) => ({ userId, name: "" })), until: Date.now() + PRESENCE_TTL_MS };',
  ),

  // Nobody is told that something has changed.
  "3.1-not-published": edit(PUBSUB, TELL, "void boardId;"),

  // Nobody listens when something has changed.
  "3.1-not-subscribed": edit(PUBSUB, LOOK, "void onPresence;"),

  // The listener gets no board: the channel is taken for the message.
  "3.1-channel-for-message": edit(
    PUBSUB,
    LOOK,
    "await subscriber.subscribe(PRESENCE, (_message, channel) => onPresence(channel));",
  ),

  // Nothing is written when nobody is left, so the last list counts on.
  "3.1-last-one-stays": edit(PRESENCE, REMOVE, "if (entry.users.length > 0) "),

  // The same person is listed for each instance.
  "3.3-listed-twice": edit(
    PRESENCE,
    `.flatMap(({ users }) => users);\n  ${ONCE}`,
    ".flatMap(({ users }) => users);\n  return people;",
  ),

  // Two objects are never the same, whatever they hold.
  "3.3-set-of-objects": edit(PRESENCE, ONCE, "return [...new Set(people)];"),

  // One name counts as one person.
  "3.1-by-name": edit(PRESENCE, ONCE, "return [...new Map(people.map((person) => [person.name, person])).values()];"),

  // When a tab is closed, the whole field of the board is removed by mistake.
  "3.1-removes-the-hash": edit(
    PRESENCE,
    "await publisher.hDel(keyOf(boardId), INSTANCE);",
    "await publisher.del(keyOf(boardId));",
  ),

  // One hash for all boards, and each board overwrites the other.
  "3.2-one-hash": edit(PRESENCE, "=> `presence:${boardId}`;", "=> `presence${boardId.slice(0, 0)}`;"),

  // One hash for all boards with a field for each, and all of them are read.
  "3.2-reads-all-boards": [
    edit(PRESENCE, "=> `presence:${boardId}`;", "=> `presence${boardId.slice(0, 0)}`;"),
    write("else await publisher.hSet(keyOf(boardId), INSTANCE + boardId, JSON.stringify(entry));"),
    edit(
      PRESENCE,
      "await publisher.hDel(keyOf(boardId), INSTANCE);",
      "await publisher.hDel(keyOf(boardId), INSTANCE + boardId);",
    ),
  ],

  // A field for each user: the instance that a user leaves removes it, although another one has a tab of theirs.
  "3.3-field-for-each-user": [
    edit(
      PRESENCE,
      "/** The hash of a board:",
      "const written = new Map<string, readonly string[]>();\n\n/** The hash of a board:",
    ),
    edit(
      PRESENCE,
      `if (entry.users.length === 0) await publisher.hDel(keyOf(boardId), INSTANCE);\n  ${WRITE}`,
      `const ids = entry.users.map(({ userId }) => userId);
  for (const userId of written.get(boardId) ?? [])
    if (!ids.includes(userId)) await publisher.hDel(keyOf(boardId), userId);
  for (const user of entry.users)
    await publisher.hSet(keyOf(boardId), user.userId, JSON.stringify({ users: [user], until: entry.until }));
  written.set(boardId, ids);
  void INSTANCE;`,
    ),
  ],

  // What a dead instance has written counts for ever.
  "3.4-counts-for-ever": counts("entries.flatMap"),

  // Only what is over counts.
  "3.1-counts-the-expired": counts("entries.filter(({ until }) => until < Date.now()).flatMap"),

  // Seconds are added to milliseconds.
  "3.4-unit": entry("{ users: getPresence(boardId), until: Date.now() + PRESENCE_TTL_MS * 1_000 };"),

  // The time is not what the environment says.
  "3.4-fixed-time": entry("{ users: getPresence(boardId), until: Date.now() + 30_000 };"),

  // The whole hash expires, and those that live renew it.
  "3.4-expires-the-key": [
    counts("entries.flatMap"),
    write(`${WRITE}\n  await publisher.pExpire(keyOf(boardId), PRESENCE_TTL_MS);`),
  ],

  // Written at the first time only.
  "3.4-never-again": [
    edit(
      PRESENCE,
      "/** The hash of a board:",
      "const written = new Map<string, string>();\n\n/** The hash of a board:",
    ),
    edit(
      PRESENCE,
      `const entry: Entry = ${ENTRY}`,
      `const entry: Entry = ${ENTRY}\n  const users = JSON.stringify(entry.users);\n  if (written.get(boardId) === users) return;\n  written.set(boardId, users);`,
    ),
  ],

  // A field is written only where there is none.
  "3.1-first-entry-stays": write("else await publisher.hSetNX(keyOf(boardId), INSTANCE, JSON.stringify(entry));"),

  // The time counts from the start of the process.
  "3.4-from-the-start": [
    edit(
      PRESENCE,
      "/** The hash of a board:",
      "const until = Date.now() + PRESENCE_TTL_MS;\n\n/** The hash of a board:",
    ),
    entry("{ users: getPresence(boardId), until: until + 1_000 };"),
  ],

  // Only the time is written again, beside the people, who are gone with Redis.
  "3.5-people-written-once": [
    edit(
      PRESENCE,
      "/** The hash of a board:",
      "const written = new Map<string, string>();\n\n/** The hash of a board:",
    ),
    edit(
      PRESENCE,
      WRITE,
      `else {
    const people = JSON.stringify(entry.users);
    if (written.get(boardId) !== people) await publisher.hSet(\`people:\${boardId}\`, INSTANCE, people);
    written.set(boardId, people);
    await publisher.hSet(keyOf(boardId), INSTANCE, String(entry.until));
  }`,
    ),
    edit(
      PRESENCE,
      "const entries = Object.values(await publisher.hGetAll(keyOf(boardId))).map((text) => JSON.parse(text) as Entry);",
      'const lists = await publisher.hGetAll(`people:${boardId}`);\n  const entries = Object.entries(await publisher.hGetAll(keyOf(boardId))).map(\n    ([field, until]): Entry => ({ users: JSON.parse(lists[field] ?? "[]") as Person[], until: Number(until) }),\n  );',
    ),
  ],

  // After the first error nothing is written any more.
  "3.5-gives-up": [
    edit(
      PRESENCE,
      "/** The hash of a board:",
      'let isBroken = false;\npublisher.on("error", () => {\n  isBroken = true;\n});\n\n/** The hash of a board:',
    ),
    edit(
      PRESENCE,
      "if (!publisher.isReady) return;\n  //#region",
      "if (!publisher.isReady || isBroken) return;\n  //#region",
    ),
  ],
});
