/**
 * Servers and clients that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that
 * must catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const HEARTBEAT = "heartbeat.ts";
const CLIENT = "client.ts";

// The statements of the solution that most mistakes replace.
const PONG = 'ws.on("pong", () => silent.delete(ws));';
const PING = "ws.ping();";
const ADD = "silent.add(ws);";
const TERMINATE = "for (const ws of silent) ws.terminate();";
const EVERY = "}, HEARTBEAT_MS);";
const INTERVAL = "const timer = setInterval(";
const AFTER = "}, PONG_TIMEOUT_MS);";
const GIVE_UP = "if (code === UNAUTHORIZED || isRefused) return;";
const RETRY = "setTimeout(connect, backoff());";
const ON_CLOSE = 'ws.on("close", (code) => closed(code));';
const ON_ERROR = 'ws.on("error", (error) => console.error(`The connection failed: ${error.message}`));';
const RESET = "attempts = 0;\n  //#endregion\n  //#region Exercise 3: catch up";
const LONGEST = "const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempts);";
const JITTER = "return longest * (0.5 + Math.random() / 2);";
const TIMER = "const timer = setTimeout(() => ws.terminate(), SILENCE_LIMIT_MS);";
const ON_PING = 'ws.on("ping", () => timer.refresh());';
const CAUGHT = "console.error(`Catching up failed: ${String(error)}`);\n    ws.terminate();";
const SINCE = 'if (since !== undefined) url.searchParams.set("since", since);';
const KEEP = "since = timestamp;";
const TAKE_ALL = "for (const event of data) take(event);";
const ONCE = "if (printed.has(event.id)) return;";
const REMEMBER = "printed.add(event.id);";
const ON_OPEN = 'ws.on("open", () => ws.send(JSON.stringify({ type: "join", boardId: BOARD_ID })));';
const ON_CLOSE_CLEAR = 'ws.on("close", () => clearTimeout(timer));';
const ON_JOINED = 'if (message.type === "joined") joined(ws);';

const pong = (code: string) => edit(HEARTBEAT, PONG, code);
const ping = (code: string) => edit(HEARTBEAT, PING, code);
const terminate = (code: string) => edit(HEARTBEAT, TERMINATE, code);
const every = (code: string) => edit(HEARTBEAT, EVERY, code);
const giveUp = (code: string) => edit(CLIENT, GIVE_UP, code);
const retry = (code: string) => edit(CLIENT, RETRY, code);
const longest = (code: string) => edit(CLIENT, LONGEST, code);
const jitter = (code: string) => edit(CLIENT, JITTER, code);
const reset = (code: string) => edit(CLIENT, RESET, `${code}\n  //#endregion\n  //#region Exercise 3: catch up`);
const silence = (code: string) => edit(CLIENT, TIMER, code);
const onPing = (code: string) => edit(CLIENT, ON_PING, code);
const caught = (code: string) => edit(CLIENT, CAUGHT, code);
const since = (code: string) => edit(CLIENT, SINCE, code);
const keep = (code: string) => edit(CLIENT, KEEP, code);
const once = (code: string) => edit(CLIENT, ONCE, code);
const catchUp = (code: string) => edit(CLIENT, "catchUp().catch((error", `${code}((error`);
const declare = (code: string) => edit(CLIENT, "\nconnect();\n", `\n${code}\n\nconnect();\n`);

export default nearMisses("lesson-disconnects", {
  // JSON of the type "ping" is a message and no ping frame.
  "1.1-ping-as-a-message": ping('ws.send(JSON.stringify({ type: "ping" }));'),

  // Pings once, and never again.
  "1.2-once": [edit(HEARTBEAT, INTERVAL, "const timer = setTimeout(")],

  // The interval that learners get, whatever the environment says.
  "1.1-thirty-seconds": every("}, 30_000);"),

  // Seconds where milliseconds are meant.
  "1.1-in-seconds": every("}, HEARTBEAT_MS * 1000);"),

  // Only the clients that were there when the server started: none.
  "1.1-clients-at-first": [
    edit(HEARTBEAT, INTERVAL, "const clients = [...wss.clients];\n  const timer = setInterval("),
    edit(HEARTBEAT, "for (const ws of wss.clients) {", "for (const ws of clients) {"),
  ],

  // Each client starts a timer that pings all of them.
  "1.2-interval-in-connection": edit(
    HEARTBEAT,
    'ws.on("close", () => silent.delete(ws));',
    `ws.on("close", () => silent.delete(ws));
    setInterval(() => {
      for (const client of wss.clients) client.ping();
    }, HEARTBEAT_MS);`,
  ),

  // Each client but the first one: index 0 is falsy.
  "1.1-all-but-the-first": ping("if (ws !== [...wss.clients][0]) ws.ping();"),

  // Pings, and never looks for the answer.
  "1.3-nobody-is-ended": terminate(""),

  // Alive once, alive for ever: the pong takes the client out of what is looked at.
  "1.3-alive-for-ever": [
    pong('ws.on("pong", () => trusted.add(ws));'),
    edit(HEARTBEAT, ADD, "if (!trusted.has(ws)) silent.add(ws);"),
    terminate("for (const ws of silent) if (!trusted.has(ws)) ws.terminate();"),
    edit(
      HEARTBEAT,
      "const silent = new Set<WebSocket>();",
      "const silent = new Set<WebSocket>();\n  const trusted = new Set<WebSocket>();",
    ),
  ],

  // The time that learners get for an answer.
  "1.3-ten-seconds": edit(HEARTBEAT, AFTER, "}, 10_000);"),

  // A method that is named and not called.
  "1.3-not-called": terminate("for (const ws of silent) void ws.terminate;"),

  // A reference is taken to what is sent and not to what is missing: ping's callback comes when it was written.
  "1.3-sent-is-answered": ping("ws.ping(() => silent.delete(ws));"),

  // No handler for pongs: everyone owes one.
  "1.2-no-pong-handler": pong(""),

  // Waits for a message of the type "pong", which no browser sends.
  "1.2-pong-as-a-message": pong(
    'ws.on("message", (data) => {\n      if (data.toString().includes("pong")) silent.delete(ws);\n    });',
  ),

  // The first pong counts, and none after it.
  "1.2-pong-once": pong('ws.once("pong", () => silent.delete(ws));'),

  // Each of the two times where the other belongs.
  "1.2-times-swapped": [edit(HEARTBEAT, AFTER, "}, HEARTBEAT_MS + 0);"), every("}, PONG_TIMEOUT_MS);")],

  // Ends everyone at the second beat.
  "1.2-ends-all": terminate("for (const ws of wss.clients) ws.terminate();"),

  // Waits no time at all for the answer.
  "1.2-at-once": edit(HEARTBEAT, AFTER, "}, 0);"),

  // Reads the time in seconds.
  "1.2-timeout-in-seconds": edit(HEARTBEAT, AFTER, "}, PONG_TIMEOUT_MS / 1000);"),

  // The flag of one client is that of all: any client that owes a pong ends every one.
  "1.2-shared-flag": terminate(
    "if (silent.size > 0) for (const ws of wss.clients) ws.terminate();\n      silent.add(null as never);",
  ),

  // Who connects owes a pong at once.
  "1.2-newcomers-owe": pong(`silent.add(ws);\n    ${PONG}`),

  // Ends all that have not answered since the last ping, those among them that have come since.
  "1.2-newcomers": [
    edit(HEARTBEAT, "const silent = new Set<WebSocket>();", "const answered = new Set<WebSocket>();"),
    pong('ws.on("pong", () => answered.add(ws));'),
    edit(HEARTBEAT, 'ws.on("close", () => silent.delete(ws));', 'ws.on("close", () => answered.delete(ws));'),
    edit(HEARTBEAT, ADD, "answered.delete(ws);"),
    terminate("for (const ws of wss.clients) if (!answered.has(ws)) ws.terminate();"),
  ],

  // One variable holds the timer of all clients: a pong stops that of the client that was pinged last.
  "1.2-one-timer-for-all": [
    edit(HEARTBEAT, "const silent = new Set<WebSocket>();", "let limit: NodeJS.Timeout | undefined;"),
    pong('ws.on("pong", () => clearTimeout(limit));'),
    edit(HEARTBEAT, 'ws.on("close", () => silent.delete(ws));', ""),
    edit(HEARTBEAT, ADD, "limit = setTimeout(() => ws.terminate(), PONG_TIMEOUT_MS);"),
    terminate(""),
  ],

  // Waits so short a time that what comes at once counts, and what comes a little late does not.
  "1.2-sixty-milliseconds": edit(HEARTBEAT, AFTER, "}, 60);"),

  // Ends one of the dead at each beat: `return` where the loop should go on.
  "1.3-one-at-a-time": terminate("for (const ws of silent) return ws.terminate();"),

  // A client that has left keeps its place, and the loop ends there.
  "1.3-ends-at-one-that-left": [
    edit(HEARTBEAT, 'ws.on("close", () => silent.delete(ws));', ""),
    terminate(
      "for (const ws of silent) {\n        if (ws.readyState !== ws.OPEN) return;\n        ws.terminate();\n        silent.delete(ws);\n      }",
    ),
  ],

  // Takes out of the list what it goes through: every second one is skipped.
  "1.3-loop-skips": [
    edit(
      HEARTBEAT,
      "const silent = new Set<WebSocket>();",
      "const silent: WebSocket[] = [];\n  const strike = (ws: WebSocket) => {\n    if (silent.includes(ws)) silent.splice(silent.indexOf(ws), 1);\n  };",
    ),
    pong('ws.on("pong", () => strike(ws));'),
    edit(HEARTBEAT, 'ws.on("close", () => silent.delete(ws));', 'ws.on("close", () => strike(ws));'),
    edit(HEARTBEAT, ADD, "if (!silent.includes(ws)) silent.push(ws);"),
    terminate("for (const ws of silent) {\n        strike(ws);\n        ws.terminate();\n      }"),
  ],

  // Lets four pings go unanswered.
  "1.3-four-strikes": [
    edit(HEARTBEAT, "const silent = new Set<WebSocket>();", "const silent = new Map<WebSocket, number>();"),
    edit(HEARTBEAT, ADD, "silent.set(ws, (silent.get(ws) ?? 0) + 1);"),
    terminate("for (const [ws, pings] of silent) if (pings >= 4) ws.terminate();"),
  ],

  // Asks the dead to close, and waits for their answer.
  "1.4-close-instead-of-terminate": terminate("for (const ws of silent) ws.close();"),

  // The same with a code.
  "1.4-close-with-a-code": terminate('for (const ws of silent) ws.close(1001, "No pong");'),

  // Nothing is listening any more when the connection ends.
  "1.4-no-leave-on-terminate": terminate(
    "for (const ws of silent) {\n        ws.removeAllListeners();\n        ws.terminate();\n      }",
  ),

  // Gives the dead ten seconds to answer after all.
  "1.4-ten-seconds-to-close": terminate(
    "for (const ws of silent) {\n        ws.close();\n        setTimeout(() => ws.terminate(), 10_000);\n      }",
  ),

  // One timer for all, which each new connection begins anew.
  "1.5-begins-with-each-client": [
    edit(HEARTBEAT, INTERVAL, "const beat = ("),
    every(
      '});\n  let timer: NodeJS.Timeout | undefined;\n  wss.on("connection", () => {\n    clearInterval(timer);\n    timer = setInterval(beat, HEARTBEAT_MS);\n  });',
    ),
  ],

  // Who goes begins the timer anew.
  "1.5-begins-with-each-end": [
    edit(HEARTBEAT, INTERVAL, "const beat = ("),
    every(
      '});\n  let timer = setInterval(beat, HEARTBEAT_MS);\n  wss.on("connection", (ws) => {\n    ws.on("close", () => {\n      clearInterval(timer);\n      timer = setInterval(beat, HEARTBEAT_MS);\n    });\n  });',
    ),
  ],

  // Only says that the connection is closed.
  "2.1-only-logs": retry(""),

  // Starts a function that was called at once.
  "2.1-gives-up-after-one": edit(
    CLIENT,
    RETRY,
    "if (attempts === 0) backoff();\n  else setTimeout(connect, backoff());",
  ),

  // Tries again when an attempt failed, and not when a connection was lost: 'error' does not come then.
  "2.1-on-error-only": [edit(CLIENT, ON_CLOSE, ""), edit(CLIENT, ON_ERROR, 'ws.on("error", () => closed(1006));')],

  // Joins the first time only.
  "2.1-joins-once": edit(
    CLIENT,
    ON_OPEN,
    'ws.on("open", () => {\n    if (printed.size > 0 || since !== undefined) return;\n    ws.send(JSON.stringify({ type: "join", boardId: BOARD_ID }));\n  });',
  ),

  // A connection that ended cleanly is not made again.
  "2.2-only-1006": giveUp("if (code !== 1006) return;"),

  // 1000 and 1001 are taken for the end.
  "2.2-normal-codes": giveUp("if (code === UNAUTHORIZED || code < 1002) return;"),

  // The same wait each time.
  "2.4-backoff-fixed": longest("const longest = BACKOFF_BASE_MS;"),

  // Grows by the base, and does not double.
  "2.4-backoff-linear": longest("const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * (attempts + 1));"),

  // ^ is no power.
  "2.4-xor": longest("const longest = Math.min(BACKOFF_MAX_MS, (BACKOFF_BASE_MS * 2) ^ attempts);"),

  // Called, and not handed over.
  "2.4-connects-at-once": retry("backoff();\n  setImmediate(connect);"),

  // Full jitter: some waits are next to nothing.
  "2.4-jitter-of-nothing": jitter("return longest * 0.2 * Math.random();"),

  // Every other wait is next to nothing, and those between are right.
  "2.4-every-other-wait": jitter("return longest * (attempts % 2 === 0 ? 0.05 : 0.9);"),

  // Every attempt sets the number back, whether it works or not.
  "2.4-set-back-at-each-attempt": edit(CLIENT, ON_OPEN, `attempts = 0;\n  ${ON_OPEN}`),

  // Takes the smaller of base and limit for ever: the operands are the wrong way round.
  "2.4-max-for-min": longest("const longest = Math.min(BACKOFF_BASE_MS, BACKOFF_MAX_MS * 2 ** attempts);"),

  // Every attempt that fails begins two new ones.
  "2.3-error-and-close": edit(
    CLIENT,
    ON_ERROR,
    'ws.on("error", (error) => {\n    console.error(`The connection failed: ${error.message}`);\n    closed(1006);\n  });',
  ),

  // Tries again at once when an attempt fails, and once more when it is closed.
  "2.3-both-listeners": edit(
    CLIENT,
    ON_ERROR,
    `ws.on("error", (error) => {
    console.error(\`The connection failed: \${error.message}\`);
    setTimeout(connect, BACKOFF_BASE_MS);
  });`,
  ),

  // Another attempt begins a second after the first one, whether that has failed or not.
  "2.3-a-second-later": edit(
    CLIENT,
    ON_OPEN,
    `setTimeout(() => {\n    if (ws.readyState === WebSocket.CONNECTING) connect();\n  }, 1_000);\n  ${ON_OPEN}`,
  ),

  // Remembers its failures for ever.
  "2.4-never-reset": reset(""),

  // Compares where it should assign.
  "2.4-compares": reset("void (attempts === 0);"),

  // Counts on after a success, as the number of connections.
  "2.4-counts-connections": reset("attempts += 1;"),

  // Begins with the longest wait.
  "2.4-longest-first": longest("const longest = BACKOFF_MAX_MS;"),

  // No limit.
  "2.5-no-limit": longest("const longest = BACKOFF_BASE_MS * 2 ** attempts;"),

  // The limit that learners get.
  "2.5-another-limit": longest("const longest = Math.min(30_000, BACKOFF_BASE_MS * 2 ** attempts);"),

  // The wait is doubled four times at most.
  "2.5-exponent-stops": longest(
    "const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempts, 4));",
  ),

  // Everyone waits equally long.
  "2.5-no-jitter": jitter("return longest;"),

  // What is cut off of a number below 1 leaves 0.
  "2.5-random-part-is-zero": jitter("return longest / 2 + Math.floor(Math.random()) * (longest / 2);"),

  // Drawn once, for all waits.
  "2.5-drawn-once": [jitter("return longest * part;"), declare("const part = 0.5 + Math.random() / 2;")],

  // The random part is added.
  "2.5-jitter-on-top": jitter("return longest * (1 + Math.random() / 2);"),

  // Every code is one to come back after.
  "2.6-retry-on-4401": giveUp(""),

  // The code is a number.
  "2.6-code-as-text": giveUp('if (String(code) === "UNAUTHORIZED") return;'),

  // The number of the HTTP status.
  "2.6-401": giveUp("if (code === 401) return;"),

  // 1000 is called the normal closure, and there is nothing to come back for.
  "2.7-normal-closure": giveUp("if (code === UNAUTHORIZED || code === 1000) return;"),

  // All codes of applications are taken for the end.
  "2.7-every-code-from-4000": giveUp("if (code >= 4000) return;"),

  // As in HTTP, what begins with 4 and means a mistake of the client is taken for the end.
  "2.7-like-http": giveUp("if (code >= 4400 && code < 4500) return;"),

  // Counts the attempt before it has waited for it.
  "2.8-counts-before": longest("const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** (attempts + 1));"),

  // Is set back to one attempt.
  "2.8-set-back-to-one": reset("attempts = 1;"),

  // Never asks for what was missed.
  "3.1-never-asks": edit(CLIENT, "catchUp().catch(", "Promise.resolve().catch("),

  // Asks without the cursor, for which the answer is empty.
  "3.1-without-since": since(""),

  // Keeps the first cursor for ever: what was printed is asked for again, and printed again.
  "3.1-first-cursor": [keep("since ??= timestamp;"), once("")],

  // Asks from the beginning of the board.
  "3.1-from-the-start": since('url.searchParams.set("since", "0");\n  void since;\n  printed.clear();'),

  // Keeps the cursor, and drops the answer.
  "3.1-drops-the-answer": edit(CLIENT, TAKE_ALL, "void data;"),

  // Prints the first event of the answer.
  "3.1-first-only": edit(CLIENT, TAKE_ALL, "if (data[0] !== undefined) take(data[0]);"),

  // Asks once, when it starts.
  "3.1-asks-once": edit(CLIENT, "catchUp().catch(", "(since === undefined ? catchUp() : Promise.resolve()).catch("),

  // Sends the cursor under another name.
  "3.1-another-name": since('if (since !== undefined) url.searchParams.set("after", since);'),

  // Prints whatever comes.
  "3.1-no-dedupe": once(""),

  // Nothing is ever in the set.
  "3.1-remembers-nothing": edit(CLIENT, REMEMBER, ""),

  // Two tasks with the same title are taken for one.
  "3.1-by-title": [
    once(
      "const { title } = (event as unknown as { task: { title: string } }).task;\n  if (printed.has(title)) return;",
    ),
    edit(CLIENT, REMEMBER, "printed.add(title);"),
  ],

  // Keeps the last ten ids.
  "3.1-last-ten": edit(
    CLIENT,
    REMEMBER,
    `${REMEMBER}\n  const [oldest = ""] = printed;\n  if (printed.size > 10) printed.delete(oldest);`,
  ),

  // Forgets what it has printed with each connection.
  "3.1-forgets-with-the-connection": edit(CLIENT, ON_OPEN, `printed.clear();\n  ${ON_OPEN}`),

  // A live event is newer than what was missed, so that is left out.
  "3.2-greater-than-the-last": [
    once("if (Number(event.id) <= last) return;\n  last = Number(event.id);"),
    edit(CLIENT, "const printed = new Set<string>();", "const printed = new Set<string>();\nlet last = 0;"),
  ],

  // Objects that were parsed twice are never the same.
  "3.1-set-of-objects": [
    edit(CLIENT, "const printed = new Set<string>();", "const printed = new Set<unknown>();"),
    once("if (printed.has(event)) return;"),
    edit(CLIENT, REMEMBER, "printed.add(event);"),
  ],

  // The cursor is the newest id, and whatever is not newer is left out.
  "3.2-compares-with-the-cursor": [
    once("if (since !== undefined && Number(event.id) <= Number(since)) return;"),
    edit(CLIENT, REMEMBER, "if (printed.size === 0) since = event.id;"),
  ],

  // Forgets what came over the connection when the poll is answered.
  "3.2-forgets-at-the-answer": [
    edit(CLIENT, REMEMBER, `${REMEMBER}\n  since = event.id;`),
    edit(CLIENT, TAKE_ALL, `printed.clear();\n  ${TAKE_ALL}`),
  ],

  // Asks as soon as the connection is open, and the server has not put it into the room yet.
  "3.3-asks-on-open": [
    edit(CLIENT, ON_JOINED, ""),
    edit(
      CLIENT,
      ON_OPEN,
      'ws.on("open", () => {\n    ws.send(JSON.stringify({ type: "join", boardId: BOARD_ID }));\n    joined(ws);\n  });',
    ),
  ],

  // Asks first, and joins then.
  "3.3-asks-before-joining": [
    edit(CLIENT, ON_JOINED, ""),
    edit(
      CLIENT,
      ON_OPEN,
      'ws.on("open", () => {\n    joined(ws);\n    ws.send(JSON.stringify({ type: "join", boardId: BOARD_ID }));\n  });',
    ),
  ],

  // Asks before it connects for the first time, and after the later joins only.
  "3.3-first-time": [
    edit(CLIENT, "\nconnect();\n", "\nlet isFirst = true;\nvoid catchUp().finally(connect);\n"),
    catchUp("(isFirst ? Promise.resolve(void (isFirst = false)) : catchUp()).catch"),
  ],

  // Asks once more when it failed, and leaves it at that.
  "3.4-repeats-once": [catchUp("catchUp().catch(catchUp).catch"), caught("console.error(String(error));")],

  // Begins a new attempt when the poll fails, and another one when the connection is closed.
  "3.4-two-retries": caught(`${CAUGHT}\n    setTimeout(connect, backoff());`),

  // Says that it failed, and leaves it at that.
  "3.4-only-logs": caught("console.error(`Catching up failed: ${String(error)}`);"),

  // Nothing catches what fails: the process ends.
  "3.4-uncaught": edit(
    CLIENT,
    "catchUp().catch((error: unknown) => {",
    "catchUp().finally(() => {\n    const error = since;\n    if (error !== undefined) return;",
  ),

  // A status of 503 is an answer like any other, without events.
  "3.4-status-ignored": edit(
    CLIENT,
    "if (!response.ok) throw new Error(`status ${response.status}`);",
    "if (!response.ok) return;",
  ),

  // The body of a 503 is read like any other, and has neither events nor a cursor.
  "3.4-error-read-as-answer": [
    edit(CLIENT, "if (!response.ok) throw new Error(`status ${response.status}`);", ""),
    edit(CLIENT, "for (const event of data) take(event);", "for (const event of data ?? []) take(event);"),
  ],

  // A live event moves the cursor past what the poll would have brought.
  "3.5-live-moves-the-cursor": edit(CLIENT, REMEMBER, `${REMEMBER}\n  since = event.id;`),

  // The same, by a client that takes the greatest id it has seen.
  "3.5-greatest-id": edit(
    CLIENT,
    REMEMBER,
    `${REMEMBER}\n  if (since === undefined || Number(event.id) > Number(since)) since = event.id;`,
  ),

  // What comes before the poll is answered is left to the poll, which may not contain it.
  "3.7-left-to-the-poll": [
    declare("let isAsking = false;"),
    catchUp("(isAsking = true) && catchUp().finally(() => (isAsking = false)).catch"),
    edit(CLIENT, "if (message.id !== undefined) take", "if (message.id !== undefined && !isAsking) take"),
  ],

  // Forgets what it has printed when a poll is answered: the cursor should do.
  "3.7-forgets-after-the-poll": keep("since = timestamp;\n  printed.clear();"),

  // The timer of a connection that is lost ends the next one.
  "3.6-old-timer": [
    declare("let current: WebSocket;"),
    silence("current = ws;\n  const timer = setTimeout(() => current.terminate(), SILENCE_LIMIT_MS);"),
    edit(CLIENT, ON_CLOSE_CLEAR, ""),
  ],

  // Connects as soon as the silence is noticed, and once more when the connection is closed.
  "3.6-connects-as-well": silence(
    "const timer = setTimeout(() => {\n    ws.terminate();\n    connect();\n  }, SILENCE_LIMIT_MS);",
  ),

  // The timer runs from the moment in which the connection is open.
  "3.8-from-open": [
    silence("let timer: NodeJS.Timeout | undefined;"),
    edit(
      CLIENT,
      'ws.on("open", () => timer.refresh());',
      'ws.on("open", () => {\n    timer = setTimeout(() => ws.terminate(), SILENCE_LIMIT_MS);\n  });',
    ),
    onPing('ws.on("ping", () => timer?.refresh());'),
  ],

  // The timer runs from the first ping on.
  "3.8-from-the-first-ping": [
    silence("let timer: NodeJS.Timeout | undefined;"),
    edit(CLIENT, 'ws.on("open", () => timer.refresh());', ""),
    onPing(
      'ws.on("ping", () => {\n    clearTimeout(timer);\n    timer = setTimeout(() => ws.terminate(), SILENCE_LIMIT_MS);\n  });',
    ),
  ],

  // Nothing looks at silence.
  "3.6-no-timer": [silence("const timer = setTimeout(() => {}, SILENCE_LIMIT_MS);")],

  // Asks a network that swallows everything to close the connection.
  "3.6-close": silence("const timer = setTimeout(() => ws.close(), SILENCE_LIMIT_MS);"),

  // Only messages count, and none come while nothing happens.
  "3.6-pings-do-not-count": onPing('ws.on("message", () => timer.refresh());'),

  // The limit that learners get.
  "3.6-another-limit": silence("const timer = setTimeout(() => ws.terminate(), 45_000);"),

  // Stopped by the first ping.
  "3.6-stopped-by-a-ping": onPing('ws.on("ping", () => clearTimeout(timer));'),
});
