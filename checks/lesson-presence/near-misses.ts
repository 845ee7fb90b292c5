/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const PRESENCE = "presence.ts";
const TYPING = "typing.ts";
const WS = "ws-server.ts";

// The statements of the solution that most mistakes replace.
const HAS_COME = "const hasCome = !isPresent(roomId, userId);";
const NOTE = "presence.set(roomId, connections.set(ws, { userId, name }));";
const REMOVE = "connections?.delete(ws);";
const STILL_HERE = "if (person !== null && isPresent(roomId, person.userId)) return null;";
const ONCE = "return [...new Map(people.map((person) => [person.userId, person])).values()];";
const PEOPLE = "const people = [...(presence.get(roomId)?.values() ?? [])];";
const LIST = 'send(ws, { type: "presence", boardId, users: getPresence(boardId) });';
const COME =
  'if (hasCome) broadcastToRoom(boardId, { type: "user_joined", boardId, userId: user.id, name: user.name }, ws);';
const ADD = "const hasCome = addPresence(boardId, ws, user.id, user.name);";
const LEFT = 'if (person !== null) broadcastToRoom(boardId, { type: "user_left", boardId, ...person });';
const DISCONNECT = "for (const boardId of leaveAllRooms(ws)) announceLeaving(boardId, ws);";
const AGAIN = "clearTimeout(running);\n  timers.set(";
const TIMER = "setTimeout(() => stopTyping(boardId, ws, user), TYPING_TTL_MS),";
const BEGINS = "if (running === undefined) announce(boardId, ws, user, true);";
const STOPS = "clearTimeout(running);\n  timers?.delete(boardId);\n  announce(boardId, ws, user, false);";
const FORGET = "forget(ws, user);\n  //#endregion";
const ANNOUNCE = '{ type: "user_typing", boardId, userId: user.id, name: user.name, typing: isTyping }, ws);';

const hasCome = (code: string) => edit(PRESENCE, HAS_COME, code);
const note = (code: string) => edit(PRESENCE, NOTE, code);
const remove = (code: string) => edit(PRESENCE, REMOVE, code);
const stillHere = (code: string) => edit(PRESENCE, STILL_HERE, code);
const once = (code: string) => edit(PRESENCE, ONCE, code);
const people = (code: string) => edit(PRESENCE, PEOPLE, code);
const list = (code: string) => edit(WS, LIST, code);
const come = (code: string) => edit(WS, COME, code);
const left = (code: string) => edit(WS, LEFT, code);
const disconnect = (code: string) => edit(WS, DISCONNECT, code);
const stops = (code: string) => edit(TYPING, STOPS, code);
const timer = (code: string) => edit(TYPING, TIMER, code);
const declare = (code: string) =>
  edit(TYPING, "/** The user types on this board,", `${code}\n\n/** The user types on this board,`);

export default nearMisses("lesson-presence", {
  // The list is made before the client is noted: it shows the others only.
  "1.1-without-self": [edit(WS, ADD, ""), edit(WS, LIST, `${LIST}\n  ${ADD}`)],

  // The one who joins gets the list of the others.
  "1.1-filters-self": list(
    'send(ws, { type: "presence", boardId, users: getPresence(boardId).filter((person) => person.userId !== user.id) });',
  ),

  // No list is sent.
  "1.1-no-list": list(""),

  // A Map has no JSON: the list is an empty object.
  "1.1-map-as-json": list(
    'send(ws, { type: "presence", boardId, users: new Map(Object.entries(getPresence(boardId))) });',
  ),

  // Each client that comes takes the place of the one before.
  "1.1-one-place": note("presence.set(roomId, new Map([[ws, { userId, name }]]));"),

  // The list holds ids only.
  "1.1-ids-only": list(
    'send(ws, { type: "presence", boardId, users: getPresence(boardId).map((person) => person.userId) });',
  ),

  // The list is a text in the message: it was made JSON twice.
  "1.1-encoded-twice": list('send(ws, { type: "presence", boardId, users: JSON.stringify(getPresence(boardId)) });'),

  // The list that is sent shows the people of all boards.
  "1.2-list-of-all-boards": [
    edit(WS, "/** One connection, and", "const boards = new Set<string>();\n\n/** One connection, and"),
    list('boards.add(boardId);\n  send(ws, { type: "presence", boardId, users: [...boards].flatMap(getPresence) });'),
  ],

  // A board on which nobody is shows the people of another one.
  "1.2-another-board": people(
    "const people = [...((presence.get(roomId) ?? [...presence.values()][0])?.values() ?? [])];",
  ),

  // Nobody is told who comes.
  "1.3-not-told": come("void hasCome;"),

  // The one who comes is told, and nobody else.
  "1.3-told-to-self": come(
    'if (hasCome) send(ws, { type: "user_joined", boardId, userId: user.id, name: user.name });',
  ),

  // All clients of the server are told, whatever board they are on.
  "1.3-told-to-all-boards": [
    edit(WS, "/** One connection, and", "const boards = new Set<string>();\n\n/** One connection, and"),
    come(
      'boards.add(boardId);\n  if (hasCome) for (const room of boards) broadcastToRoom(room, { type: "user_joined", boardId, userId: user.id, name: user.name }, ws);',
    ),
  ],

  // The name stands where the id belongs.
  "1.3-id-is-name": come(
    'if (hasCome) broadcastToRoom(boardId, { type: "user_joined", boardId, userId: user.name, name: user.name }, ws);',
  ),

  // Each arrival is announced twice.
  "1.3-twice": come(`${COME}\n  ${COME}`),

  // Nothing was noted for a board that nobody is on.
  "1.2-empty-board-throws": [
    people("const people = [...presence.get(roomId)!.values()];"),
    edit(
      PRESENCE,
      "return getPresence(roomId).some((person)",
      "return [...(presence.get(roomId)?.values() ?? [])].some((person)",
    ),
  ],

  // The board is removed while one connection is left.
  "1.4-last-one-forgotten": edit(
    PRESENCE,
    "if (connections?.size === 0)",
    "if (connections !== undefined && connections.size <= 1)",
  ),

  // Nobody is told who leaves.
  "1.4-not-told": left("void person;"),

  // Id and name in each other's place.
  "1.4-swapped": left(
    'if (person !== null)\n    broadcastToRoom(boardId, { type: "user_left", boardId, userId: person.name, name: person.userId });',
  ),

  // Who leaves stays in the list, and so has never left.
  "1.4-stays-in-list": remove(""),

  // Whether another tab is there is asked before this one is removed: it finds itself.
  "1.4-asked-before-removal": [
    remove(""),
    edit(PRESENCE, "if (connections?.size === 0) presence.delete(roomId);", ""),
    stillHere(
      "const stays = person !== null && isPresent(roomId, person.userId);\n  connections?.delete(ws);\n  if (connections?.size === 0) presence.delete(roomId);\n  if (stays) return null;",
    ),
  ],

  // The end of a connection is told to nobody, and changes no list.
  "1.4-close-ignored": disconnect("leaveAllRooms(ws);"),

  // Who leaves by a message is kept in the list.
  "1.4-leave-ignored": edit(
    WS,
    "leaveRoom(boardId, ws);\n      announceLeaving(boardId, ws);",
    "leaveRoom(boardId, ws);",
  ),

  // The rooms are left first, and then nothing is known of where the client was.
  "1.4-rooms-left-first": disconnect(
    "leaveAllRooms(ws);\n  for (const boardId of leaveAllRooms(ws)) announceLeaving(boardId, ws);",
  ),

  // Only a client that closes in order is removed: the listener asks for the code.
  "1.4-only-normal-closure": edit(
    WS,
    'ws.on("close", () => handleDisconnect(client));',
    'ws.on("close", (code) => {\n      if (code === 1000) handleDisconnect(client);\n    });',
  ),

  // The user's token is part of the entry.
  "1.5-shows-token": [
    edit(
      WS,
      "acceptUsers(server, (ws, user) => {",
      "acceptUsers(server, (ws, user) => {\n    tokens.set(user.id, ws);",
    ),
    edit(WS, "/** One connection, and", "const tokens = new Map<string, WebSocket>();\n\n/** One connection, and"),
    list(
      'send(ws, { type: "presence", boardId, users: getPresence(boardId).map((person) => ({ ...person, email: emailOf(person.userId) })) });',
    ),
    edit(
      WS,
      "/** Tells those who are still",
      'function emailOf(userId: string): unknown {\n  return db.prepare<{ email: string }>("SELECT email FROM users WHERE id = ?").get(userId)?.email;\n}\n\n/** Tells those who are still',
    ),
    edit(
      WS,
      'import { acceptUsers } from "./auth.js";',
      'import { openDatabase } from "@workbook/task-board";\nimport { acceptUsers } from "./auth.js";\n\nconst { db } = openDatabase();',
    ),
  ],

  // The announcement has the whole row of the user.
  "1.5-announces-row": [
    come(
      'const row = db.prepare("SELECT * FROM users JOIN sessions ON sessions.user_id = users.id WHERE users.id = ?").get(user.id) as object;\n  if (hasCome) broadcastToRoom(boardId, { ...row, type: "user_joined", boardId, userId: user.id, name: user.name }, ws);',
    ),
    edit(
      WS,
      'import { acceptUsers } from "./auth.js";',
      'import { openDatabase } from "@workbook/task-board";\nimport { acceptUsers } from "./auth.js";\n\nconst { db } = openDatabase();',
    ),
  ],

  // Who leaves is announced with the whole row of the user.
  "1.5-leaves-with-row": [
    left(
      'const row = person && db.prepare("SELECT * FROM users WHERE id = ?").get(person.userId);\n  if (person !== null) broadcastToRoom(boardId, { ...(row as object), type: "user_left", boardId, ...person });',
    ),
    edit(
      WS,
      'import { acceptUsers } from "./auth.js";',
      'import { openDatabase } from "@workbook/task-board";\nimport { acceptUsers } from "./auth.js";\n\nconst { db } = openDatabase();',
    ),
  ],

  // The client is noted some time after it has joined: when it has gone, it is noted for ever.
  "1.6-noted-later": [
    edit(
      WS,
      "function join({ ws, user }: Client, boardId: string): void {",
      "async function join({ ws, user }: Client, boardId: string): Promise<void> {",
    ),
    edit(
      WS,
      'if (type === "join") return join(client, boardId);',
      'if (type === "join") return void join(client, boardId);',
    ),
    edit(WS, ADD, `await new Promise((resolve) => setTimeout(resolve, 1));\n  ${ADD}`),
  ],

  // Joining begins some time after it was asked for, and a client that has gone by then joins for ever.
  "1.6-joins-later": edit(
    WS,
    'if (type === "join") return join(client, boardId);',
    'if (type === "join") return void setTimeout(() => join(client, boardId), 1);',
  ),

  // The same, and it takes so long that who closes after an answer is gone as well.
  "1.5-noted-much-later": edit(
    WS,
    'if (type === "join") return join(client, boardId);',
    'if (type === "join") return void setTimeout(() => join(client, boardId), 300);',
  ),

  // The others are told later that somebody has come, and by then they have left.
  "1.5-told-later": come(`setTimeout(() => {\n    ${COME}\n  }, 300);`),

  // Each entry says how many tabs the user has.
  "1.5-tabs-listed": once(
    "return [...new Map(people.map((person) => [person.userId, { ...person, tabs: people.length }])).values()];",
  ),

  // A tab that has left one board by a message is passed over when it ends, wherever it is by then.
  "1.4-left-once": [
    edit(WS, "/** One connection, and", "const hasLeft = new WeakSet<WebSocket>();\n\n/** One connection, and"),
    edit(WS, "leaveRoom(boardId, ws);", "hasLeft.add(ws);\n      leaveRoom(boardId, ws);"),
    disconnect(`if (!hasLeft.has(ws)) ${DISCONNECT}\n  else leaveAllRooms(ws);`),
  ],

  // Each tab is an entry.
  "2.1-list-of-tabs": [once("return people;")],

  // Entries are compared as objects: no two are the same.
  "2.1-set-of-objects": once("return [...new Set(people)];"),

  // Each tab is announced.
  "2.1-announces-tabs": hasCome("const hasCome = true;"),

  // A further tab of a user who is there gets no list.
  "2.1-no-list-for-tabs": list(`if (hasCome) ${LIST}`),

  // Each tab that closes is announced as leaving.
  "2.2-left-per-tab": stillHere(""),

  // Only the first tab is noted.
  "2.2-first-tab-noted": note("if (hasCome) presence.set(roomId, connections.set(ws, { userId, name }));"),

  // A later tab takes the place of the one before it.
  "2.2-last-tab-noted": note(
    "for (const [other, person] of connections) if (person.userId === userId) connections.delete(other);\n  presence.set(roomId, connections.set(ws, { userId, name }));",
  ),

  // The first tab that closes takes the user along.
  "2.2-first-takes-all": [
    remove(
      "for (const [other, { userId }] of connections ?? []) if (userId === person?.userId) connections?.delete(other);",
    ),
  ],

  // Only the tab that came first counts: when it closes, the user has left.
  "2.2-first-tab-decides": [
    stillHere("if (person !== null && isPresent(roomId, person.userId) && !firsts.has(ws)) return null;"),
    hasCome(`${HAS_COME}\n  if (hasCome) firsts.add(ws);`),
    edit(
      PRESENCE,
      "/** Everyone in the room,",
      "const firsts = new WeakSet<WebSocket>();\n\n/** Everyone in the room,",
    ),
  ],

  // A tab that joins again counts once more: a number for each user, and nobody knows whose it is.
  "2.3-counts-joins": [
    edit(
      PRESENCE,
      "/** Everyone in the room,",
      "const tabs = new Map<string, number>();\nconst keyOf = (roomId: string, userId: string) => `${roomId} ${userId}`;\n\n/** Everyone in the room,",
    ),
    hasCome(`${HAS_COME}\n  tabs.set(keyOf(roomId, userId), (tabs.get(keyOf(roomId, userId)) ?? 0) + 1);`),
    stillHere(
      "if (person === null) return null;\n  const count = (tabs.get(keyOf(roomId, person.userId)) ?? 1) - 1;\n  tabs.set(keyOf(roomId, person.userId), count);\n  if (count > 0) return null;",
    ),
  ],

  // A tab that leaves by a message takes the user along.
  "2.3-leave-takes-all": edit(
    WS,
    "leaveRoom(boardId, ws);\n      announceLeaving(boardId, ws);",
    'leaveRoom(boardId, ws);\n      removePresence(boardId, ws);\n      broadcastToRoom(boardId, { type: "user_left", boardId, userId: user.id, name: user.name });',
  ),

  // A tab that joins again is announced again.
  "2.3-joins-again": hasCome("const hasCome = presence.get(roomId)?.has(ws) === true || !isPresent(roomId, userId);"),

  // A connection is on one board, the one joined last.
  "2.4-one-board-each": note(
    "for (const [other, there] of presence) if (other !== roomId) there.delete(ws);\n  presence.set(roomId, connections.set(ws, { userId, name }));",
  ),

  // Whether another tab is there is asked over all boards.
  "2.4-any-board": stillHere(
    "if (person !== null && [...presence.keys()].some((other) => isPresent(other, person.userId))) return null;",
  ),

  // Whether the user is new is asked over all boards.
  "2.4-known-on-any-board": hasCome("const hasCome = ![...presence.keys()].some((other) => isPresent(other, userId));"),

  // A connection that is known has come before, wherever that was.
  "2.4-known-connection": hasCome(
    `const hasCome = ![...presence.values()].some((connections) => connections.has(ws)) && !isPresent(roomId, userId);`,
  ),

  // Leaving one board is leaving all.
  "2.4-leaves-all": edit(
    WS,
    "leaveRoom(boardId, ws);\n      announceLeaving(boardId, ws);",
    "for (const joined of leaveAllRooms(ws)) announceLeaving(joined, ws);",
  ),

  // When the last one has left a board, all boards are forgotten.
  "2.4-forgets-all-boards": edit(PRESENCE, "presence.delete(roomId);", "presence.clear();"),

  // The end of a connection is the end on one of its boards.
  "2.4-close-leaves-one": disconnect(
    "const [boardId] = leaveAllRooms(ws);\n  if (boardId !== undefined) announceLeaving(boardId, ws);",
  ),

  // A board on which another tab stays ends the loop over the boards.
  "2.4-ends-at-another-tab": [
    disconnect("for (const boardId of leaveAllRooms(ws)) if (!announceLeaving(boardId, ws)) return;"),
    edit(
      WS,
      "function announceLeaving(boardId: string, ws: WebSocket): void {",
      "function announceLeaving(boardId: string, ws: WebSocket): boolean {",
    ),
    edit(
      WS,
      'if (person !== null) broadcastToRoom(boardId, { type: "user_left", boardId, ...person });',
      'if (person === null) return false;\n  broadcastToRoom(boardId, { type: "user_left", boardId, ...person });\n  return true;',
    ),
  ],

  // Users are told apart by their names.
  "2.5-by-name": once("return [...new Map(people.map((person) => [person.name, person])).values()];"),

  // Whether a user is there already is asked by the name.
  "2.5-present-by-name": hasCome("const hasCome = !getPresence(roomId).some((person) => person.name === name);"),

  // Whether another tab is there is asked by the name.
  "2.5-left-by-name": stillHere(
    "if (person !== null && getPresence(roomId).some((other) => other.name === person.name)) return null;",
  ),

  // The typist is told as well.
  "3.1-echo": edit(TYPING, ANNOUNCE, ANNOUNCE.replace(", ws);", ");\n  void ws;")),

  // That a user has stopped is told to nobody.
  "3.1-stop-ignored": edit(WS, 'case "stop_typing":\n      stopTyping(boardId, ws, user);', 'case "stop_typing":'),

  // `break` is missing: who types has stopped at once.
  "3.1-no-break": edit(WS, "typing(boardId, ws, user);\n      break;", "typing(boardId, ws, user);"),

  // Typing always has the same value.
  "3.1-always-true": edit(TYPING, "typing: isTyping }", "typing: true }"),

  // Nobody is told that somebody types.
  "3.1-not-told": edit(TYPING, BEGINS, ""),

  // All boards are told.
  "3.1-all-boards": [
    declare("const boards = new Set<string>();"),
    edit(TYPING, "broadcastToRoom(boardId, {", "for (const board of seen) broadcastToRoom(board, {"),
    edit(
      TYPING,
      'import { broadcastToRoom } from "./rooms.js";',
      'import { broadcastToRoom } from "./rooms.js";\n\nexport const seen = new Set<string>();',
    ),
    edit(WS, "joinRoom(boardId, ws);\n", "joinRoom(boardId, ws);\n  seen.add(boardId);\n"),
    edit(WS, "import { forget, stopTyping,", "import { forget, seen, stopTyping,"),
  ],

  // All tabs of the user who types are left out, and not only the one that sent the message.
  "3.1-own-tabs-left-out": [
    edit(
      PRESENCE,
      "/** Everyone in the room,",
      "export const tabsIn = (roomId: string) => [...(presence.get(roomId) ?? [])];\n\n/** Everyone in the room,",
    ),
    edit(
      TYPING,
      `broadcastToRoom(boardId, ${ANNOUNCE}`,
      `const text = JSON.stringify(${ANNOUNCE.replace(", ws);", ");")}
  for (const [other, { userId }] of tabsIn(boardId)) if (userId !== user.id) other.send(text);
  void [broadcastToRoom, ws];`,
    ),
    edit(
      TYPING,
      'import { broadcastToRoom } from "./rooms.js";',
      'import { tabsIn } from "./presence.js";\nimport { broadcastToRoom } from "./rooms.js";',
    ),
  ],

  // What ended by itself is kept as if it went on: it never begins again.
  "3.2-begins-once": timer("setTimeout(() => announce(boardId, ws, user, false), TYPING_TTL_MS),"),

  // Stopping leaves the timer, which finds a typing that has begun anew.
  "3.2-old-timer-ends-the-next": stops("timers?.delete(boardId);\n  announce(boardId, ws, user, false);"),

  // Nothing ends the typing of a client that falls silent.
  "3.2-no-timer": timer("setTimeout(() => {}, TYPING_TTL_MS),"),

  // The time counts from the first message.
  "3.2-not-refreshed": edit(TYPING, AGAIN, "if (running !== undefined) return;\n  timers.set("),

  // The first timer goes on beside the new one.
  "3.2-old-timer-left": edit(TYPING, AGAIN, "timers.set("),

  // The time is read as seconds.
  "3.2-as-seconds": timer(TIMER.replace("TYPING_TTL_MS", "TYPING_TTL_MS * 1_000")),

  // The time is a number in the code.
  "3.2-hard-coded": timer(TIMER.replace("TYPING_TTL_MS", "5_000")),

  // The time is divided by a thousand.
  "3.2-divided": timer(TIMER.replace("TYPING_TTL_MS", "TYPING_TTL_MS / 1_000")),

  // An interval instead of a timeout: the end is announced again and again, but for the guard.
  "3.2-timer-when-stopped": timer("setTimeout(() => timers.delete(boardId), TYPING_TTL_MS),"),

  // What is cleared is the Map of the timers, and not the timer.
  "3.2-stop-clears-the-map": [
    stops("clearTimeout(timers as never);\n  timers?.delete(boardId);\n  announce(boardId, ws, user, false);"),
    timer("setTimeout(() => announce(boardId, ws, user, false), TYPING_TTL_MS),"),
  ],

  // stop_typing announces, and its timer goes on; only typing that begins anew clears it.
  "3.3-timer-goes-on": [
    declare("const clocks = new Map<string, NodeJS.Timeout>();"),
    edit(TYPING, AGAIN, "const key = `${boardId} ${user.id}`;\n  clearTimeout(clocks.get(key));\n  timers.set("),
    timer(
      "clocks.set(key, setTimeout(() => {\n      timers.delete(boardId);\n      announce(boardId, ws, user, false);\n    }, TYPING_TTL_MS)).get(key)!,",
    ),
    stops("timers?.delete(boardId);\n  announce(boardId, ws, user, false);"),
  ],

  // stop_typing is announced, whether the user was typing or not.
  "3.3-told-again": edit(
    TYPING,
    "if (running === undefined) return;\n  clearTimeout(running);",
    "clearTimeout(running);",
  ),

  // stop_typing is passed on, and nothing else is done about it.
  "3.1-passed-on": edit(
    WS,
    'case "stop_typing":\n      stopTyping(boardId, ws, user);',
    'case "stop_typing":\n      broadcastToRoom(boardId, { type: "user_typing", boardId, userId: user.id, name: user.name, typing: false }, ws);',
  ),

  // The timers of a connection that has ended go on.
  "3.4-timers-go-on": [
    edit(WS, FORGET, 'if (typeof forget === "function") sayStopped(ws, user);\n  //#endregion'),
    edit(WS, "import { forget, stopTyping,", "import { forget, sayStopped, stopTyping,"),
    edit(
      TYPING,
      "/** Tells all others on the board",
      "export function sayStopped(ws: WebSocket, user: User): void {\n  for (const boardId of typists.get(ws)?.keys() ?? []) announce(boardId, ws, user, false);\n}\n\n/** Tells all others on the board",
    ),
  ],

  // The end of a connection clears the timer and tells nobody.
  "3.4-cleared-not-told": edit(
    TYPING,
    "stopTyping(boardId, ws, user);\n  typists.delete(ws);",
    "clearTimeout(typists.get(ws)?.get(boardId));\n  typists.delete(ws);",
  ),

  // Takes boards out of the list that it goes through.
  "3.6-every-second-board": edit(
    TYPING,
    "for (const boardId of typists.get(ws)?.keys() ?? []) stopTyping(boardId, ws, user);",
    "const boardIds = [...(typists.get(ws)?.keys() ?? [])];\n  boardIds.forEach((boardId, index) => {\n    stopTyping(boardId, ws, user);\n    boardIds.splice(index, 1);\n  });",
  ),

  // The end of a connection goes through its boards, and ends at one on which it does not type.
  "3.6-ends-at-a-quiet-board": [
    edit(
      TYPING,
      "/** The user types on this board,",
      "const joined = new Map<WebSocket, string[]>();\nexport function noteJoined(ws: WebSocket, boardId: string): void {\n  joined.set(ws, [...(joined.get(ws) ?? []), boardId]);\n}\n\n/** The user types on this board,",
    ),
    edit(
      TYPING,
      "for (const boardId of typists.get(ws)?.keys() ?? []) stopTyping(boardId, ws, user);",
      "for (const boardId of joined.get(ws) ?? []) {\n    if (!typists.get(ws)?.has(boardId)) return;\n    stopTyping(boardId, ws, user);\n  }",
    ),
    edit(WS, ADD, `${ADD}\n  noteJoined(ws, boardId);`),
    edit(
      WS,
      'import { forget, stopTyping, typing } from "./typing.js";',
      'import { forget, noteJoined, stopTyping, typing } from "./typing.js";',
    ),
  ],

  // The end of a connection ends its typing on the first of its boards.
  "3.6-first-board": edit(
    TYPING,
    "for (const boardId of typists.get(ws)?.keys() ?? []) stopTyping(boardId, ws, user);",
    "const [boardId] = typists.get(ws)?.keys() ?? [];\n  if (boardId !== undefined) stopTyping(boardId, ws, user);",
  ),

  // stop_typing ends the typing of its connection on all boards.
  "3.6-stops-everywhere": edit(
    WS,
    'case "stop_typing":\n      stopTyping(boardId, ws, user);',
    'case "stop_typing":\n      forget(ws, user);',
  ),

  // The end of any tab ends the typing of its user in all tabs.
  "3.6-any-tab-ends-it": [
    declare("const owners = new Map<WebSocket, string>();"),
    edit(TYPING, "typists.set(ws, timers);", "typists.set(ws, timers);\n  owners.set(ws, user.id);"),
    edit(
      TYPING,
      "for (const boardId of typists.get(ws)?.keys() ?? []) stopTyping(boardId, ws, user);",
      "for (const [tab, boards] of typists)\n    if (owners.get(tab) === user.id) for (const boardId of boards.keys()) stopTyping(boardId, tab, user);",
    ),
  ],

  // The end of a connection ends its typing only if its user has left.
  "3.6-only-with-the-last-tab": [
    edit(WS, FORGET, "//#endregion"),
    disconnect(`const joined = leaveAllRooms(ws);
  for (const boardId of joined) announceLeaving(boardId, ws);
  const stays = joined.some((boardId) => getPresence(boardId).some(({ userId }) => userId === user.id));
  if (!stays) forget(ws, user);`),
  ],

  // `break` is missing after stop_typing, which is then an unknown message as well.
  "3.1-no-second-break": edit(
    WS,
    'case "stop_typing":\n      stopTyping(boardId, ws, user);\n      break;',
    'case "stop_typing":\n      stopTyping(boardId, ws, user);',
  ),

  // The timer is stopped and kept, so the user seems to be typing already the next time.
  "3.1-once": stops("clearTimeout(running);\n  announce(boardId, ws, user, false);"),

  // One timer for everybody who types: the second typist takes the end of the first.
  "3.2-one-timer": [
    declare("let timer: NodeJS.Timeout | undefined;"),
    edit(TYPING, AGAIN, "clearTimeout(timer);\n  timers.set("),
    edit(TYPING, TIMER, `(timer = ${TIMER.slice(0, -1)}),`),
  ],

  // One timer for each user: it ends the typing on the board that came last.
  "3.5-timer-per-user": [
    declare("const byUser = new Map<string, NodeJS.Timeout>();"),
    edit(TYPING, AGAIN, "clearTimeout(byUser.get(user.id));\n  timers.set("),
    edit(TYPING, TIMER, `byUser.set(user.id, ${TIMER.slice(0, -1)}).get(user.id)!,`),
  ],

  // One timer for each board: it ends the typing of the user who came last.
  "3.2-timer-per-board": [
    declare("const byBoard = new Map<string, NodeJS.Timeout>();"),
    edit(TYPING, AGAIN, "clearTimeout(byBoard.get(boardId));\n  timers.set("),
    edit(TYPING, TIMER, `byBoard.set(boardId, ${TIMER.slice(0, -1)}).get(boardId)!,`),
  ],

  // One timer for each connection: typing on a second board takes the first one's.
  "3.5-timer-per-connection": [
    declare("const byConnection = new WeakMap<WebSocket, NodeJS.Timeout>();"),
    edit(TYPING, AGAIN, "clearTimeout(byConnection.get(ws));\n  timers.set("),
    edit(TYPING, TIMER, `byConnection.set(ws, ${TIMER.slice(0, -1)}).get(ws)!,`),
  ],

  // Nothing is done about typing when a connection ends: the timer speaks of a user who has left.
  "3.4-not-forgotten": edit(WS, FORGET, "void [forget, user];\n  //#endregion"),

  // The arguments change places, so nothing is found.
  "3.4-swapped": edit(WS, FORGET, "forget(user as never, ws as never);\n  //#endregion"),
});
