/**
 * Servers that are wrong in exactly one way: the solution with one mistake in it. A name begins with the check that must
 * catch the mistake.
 */
import { edit, nearMisses } from "#kit";

const ROOMS = "rooms.ts";
const WS = "ws-server.ts";
const APP = "app.ts";

// The statements of the solution that most mistakes replace.
const join = (code: string) =>
  edit(
    ROOMS,
    `if (members.has(ws)) return false;
  rooms.set(roomId, members.add(ws));
  return true;`,
    code,
  );
const remove = (code: string) => edit(ROOMS, "if (members === undefined || !members.delete(ws)) return false;", code);
const leaveAll = (code: string) =>
  edit(ROOMS, "return [...rooms.keys()].filter((roomId) => leaveRoom(roomId, ws));", code);
const loop = (code: string) => edit(ROOMS, "for (const member of rooms.get(roomId) ?? []) {", code);
const deliver = (code: string) =>
  edit(ROOMS, "if (member !== exclude && member.readyState === member.OPEN) member.send(text);", code);
const remember = (code: string) => edit(WS, "users.set(ws, userIn(message));", code);
const ANNOUNCE_JOINED =
  'if (joinRoom(boardId, ws)) broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) }, ws);';
const joined = (code: string) => edit(WS, ANNOUNCE_JOINED, code);
const LEAVE = "if (boardId !== undefined && leaveRoom(boardId, ws)) announceLeft(boardId, ws);";
const leave = (code: string) => edit(WS, LEAVE, code);
const left = (code: string) =>
  edit(WS, 'broadcastToRoom(boardId, { type: "user_left", boardId, ...users.get(ws) });', code);
const boardOf = (code: string) =>
  edit(WS, 'return board.boards().find(({ id }) => id === message["boardId"])?.id;', code);
const unknownBoard = (code: string) =>
  edit(WS, 'if (boardId === undefined) return sendError(ws, "There is no such board");', code);
const mayType = (code: string) => edit(WS, "if (boardId === undefined || !isInRoom(boardId, ws)) return", code);
const isTyping = (code: string) => edit(WS, 'const typing = message.type === "typing";', code);
const TYPED = 'broadcastToRoom(boardId, { type: "user_typing", boardId, ...users.get(ws), typing }, ws);';
const typed = (code: string) => edit(WS, TYPED, code);
const onClose = (code: string) => edit(WS, 'ws.on("close", () => handleDisconnect(ws));', code);
const disconnect = (code: string) =>
  edit(WS, "for (const boardId of leaveAllRooms(ws)) announceLeft(boardId, ws);", code);

/** Declares something that all functions of a file can use. */
const declare = (file: string, code: string) =>
  file === WS
    ? edit(WS, "/** The largest message accepted.", `${code}\n\n/** The largest message accepted.`)
    : edit(ROOMS, "/** Puts a connection into a room.", `${code}\n\n/** Puts a connection into a room.`);

/** What follows a change of the board: the statement is the same in all three routes, so its line is found by the change. */
const after = (change: string) => (code: string) =>
  edit(
    APP,
    `${change}\n    //#region Exercise 2: send \`event\` to the room of its board\n    broadcastToRoom(event.boardId, event);`,
    `${change}\n    ${code}`,
  );
const created = after("const { task, event } = board.createTask(c.input.body);");
const moved = after("const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);");
const DELETE = "const { event } = board.deleteTask(c.input.params.taskId);";
const deleted = after(DELETE);

/** Rooms as arrays, in which a connection may be twice. */
const arrays = [
  edit(
    ROOMS,
    "const rooms = new Map<string, Set<WebSocket>>();",
    `const rooms = new Map<string, WebSocket[]>();

function removeFrom(members: WebSocket[], ws: WebSocket): boolean {
  const place = members.indexOf(ws);
  if (place !== -1) members.splice(place, 1);
  return place !== -1;
}`,
  ),
  edit(ROOMS, "rooms.get(roomId) ?? new Set();", "rooms.get(roomId) ?? [];"),
  edit(ROOMS, "rooms.get(roomId)?.has(ws) ?? false", "rooms.get(roomId)?.includes(ws) ?? false"),
  edit(ROOMS, "if (members.size === 0)", "if (members.length === 0)"),
  remove("if (members === undefined || !removeFrom(members, ws)) return false;"),
];

export default nearMisses("lesson-rooms", {
  // The client is in no room: nothing is put into the map.
  "1.1-set-not-kept": join("if (members.has(ws)) return false;\n  members.add(ws);\n  return true;"),

  // Each client that joins gets a room of its own, which takes the place of the one before.
  "1.1-new-room-each-time": join(
    "if (members.has(ws)) return false;\n  rooms.set(roomId, new Set([ws]));\n  return true;",
  ),

  // Nothing is announced.
  "1.1-not-announced": joined("joinRoom(boardId, ws);"),

  // The client that joins gets the announcement, and no other.
  "1.1-sent-to-itself": joined(
    'if (joinRoom(boardId, ws)) send(ws, { type: "user_joined", boardId, ...users.get(ws) });',
  ),

  // Excludes every member but the one that joins.
  "1.1-exclude-turned-round": deliver(
    "if (member === exclude && member.readyState === member.OPEN) member.send(text);",
  ),

  // Announced before the client is remembered, so without a user.
  "1.1-user-remembered-too-late": [remember(""), joined(`${ANNOUNCE_JOINED}\n      users.set(ws, userIn(message));`)],

  // Everyone is called Guest.
  "1.1-guest": remember('users.set(ws, { userId: "guest", name: "Guest" });'),

  // The first client of all is everybody.
  "1.1-first-user": [
    declare(WS, "let first: User | undefined;"),
    remember("first ??= userIn(message);\n      users.set(ws, first);"),
  ],

  // The name is missing.
  "1.1-without-name": joined(
    'if (joinRoom(boardId, ws)) broadcastToRoom(boardId, { type: "user_joined", boardId, userId: users.get(ws)?.userId }, ws);',
  ),

  // An object is sent as "[object Object]".
  "1.1-object-as-text": edit(ROOMS, "const text = JSON.stringify(data);", "const text = String(data);"),

  // JSON within JSON.
  "1.1-encoded-twice": edit(
    ROOMS,
    "const text = JSON.stringify(data);",
    "const text = JSON.stringify(JSON.stringify(data));",
  ),

  // The type has another name.
  "1.1-other-type": joined(
    'if (joinRoom(boardId, ws)) broadcastToRoom(boardId, { type: "joined", boardId, ...users.get(ws) }, ws);',
  ),

  // The message is about another board than the one that was joined.
  "1.1-names-the-first-board": joined(
    'if (joinRoom(boardId, ws))\n        broadcastToRoom(boardId, { type: "user_joined", boardId: board.boards().at(-1)?.id, ...users.get(ws) }, ws);',
  ),

  // Announced by the function and by its caller.
  "1.1-announced-twice": joined(`{
        const user = users.get(ws);
        if (joinRoom(boardId, ws)) {
          broadcastToRoom(boardId, { type: "user_joined", boardId, ...user }, ws);
          broadcastToRoom(boardId, { type: "user_joined", boardId, ...user }, ws);
        }
      }`),

  // A return in the loop ends it at the client that joins or at the first member.
  "1.1-returns-after-the-first": deliver(
    "if (member === exclude || member.readyState !== member.OPEN) continue;\n    member.send(text);\n    return;",
  ),

  // Every connection of the server gets it.
  "1.2-everyone": loop("for (const member of [...rooms.values()].flatMap((members) => [...members])) {"),

  // Every connection of the server, in a room or not.
  "1.2-all-clients": [
    edit(
      WS,
      'send(ws, { type: "connected", message: "WebSocket connected" });',
      'everyone.add(ws);\n    send(ws, { type: "connected", message: "WebSocket connected" });',
    ),
    edit(WS, "import { broadcastToRoom, isInRoom,", "import { broadcastToRoom, everyone, isInRoom,"),
    declare(ROOMS, "export const everyone = new Set<WebSocket>();"),
    loop("for (const member of rooms.get(roomId) === undefined ? [] : everyone) {"),
  ],

  // A board whose id begins with this one's is the same board.
  "1.2-id-begins-alike": loop(
    "for (const member of [...rooms].flatMap(([id, members]) => (id.startsWith(roomId) ? [...members] : []))) {",
  ),

  // A board whose id this one begins with is the same board.
  "1.2-begins-with-id": loop(
    "for (const member of [...rooms].flatMap(([id, members]) => (roomId.startsWith(id) ? [...members] : []))) {",
  ),

  // One room for all boards.
  "1.2-one-room": [
    join(
      'const all = rooms.get("all") ?? new Set();\n  rooms.set("all", all.add(ws));\n  if (members.has(ws)) return false;\n  rooms.set(roomId, members.add(ws));\n  return true;',
    ),
    loop('for (const member of rooms.get("all") ?? []) {'),
  ],

  // The leave message does nothing.
  "1.3-leave-ignored": leave("void boardId;"),

  // The room is left, and nothing is announced.
  "1.3-not-announced": leave("if (boardId !== undefined) leaveRoom(boardId, ws);"),

  // It is announced, and the room is not left.
  "1.3-stays": remove("if (members === undefined || !members.has(ws)) return false;"),

  // The whole room goes with the first client that leaves it.
  "1.3-removes-the-room": edit(ROOMS, "if (members.size === 0) rooms.delete(roomId);", "rooms.delete(roomId);"),

  // The room goes when one member is left.
  "1.3-last-member-dropped": edit(ROOMS, "if (members.size === 0)", "if (members.size <= 1)"),

  // Who has joined last is who leaves.
  "1.3-last-joined": [
    declare(WS, "let current: User | undefined;"),
    remember("current = userIn(message);\n      users.set(ws, current);"),
    left('broadcastToRoom(boardId, { type: "user_left", boardId, ...current });'),
  ],

  // The identity is read from the leave message, which has none.
  "1.3-identity-from-the-message": leave(
    'if (boardId !== undefined && leaveRoom(boardId, ws))\n        broadcastToRoom(boardId, { type: "user_left", boardId, ...userIn(message) });',
  ),

  // The connection leaves every room and is announced as always.
  "1.3-announced-without-membership": leave(
    "if (boardId !== undefined) {\n        leaveRoom(boardId, ws);\n        announceLeft(boardId, ws);\n      }",
  ),

  // The type is that of joining.
  "1.3-announced-as-joined": left('broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) });'),

  // The room is told before the client is taken out of it.
  "1.3-told-before-it-leaves": leave(
    "if (boardId !== undefined && isInRoom(boardId, ws)) {\n        announceLeft(boardId, ws);\n        leaveRoom(boardId, ws);\n      }",
  ),

  // The client that leaves gets the announcement, and no other.
  "1.3-sent-to-the-leaver": leave(
    'if (boardId !== undefined && leaveRoom(boardId, ws)) send(ws, { type: "user_left", boardId, ...users.get(ws) });',
  ),

  // An array takes the same connection twice.
  "1.4-array": [
    ...arrays,
    join("rooms.set(roomId, members);\n  members.push(ws);\n  return members.indexOf(ws) === members.length - 1;"),
  ],

  // Joining again is announced again.
  "1.4-announced-again": join("rooms.set(roomId, members.add(ws));\n  return true;"),

  // A set of functions: each join makes a new one.
  "1.4-set-of-closures": [
    edit(
      ROOMS,
      "const rooms = new Map<string, Set<WebSocket>>();",
      "const rooms = new Map<string, Set<WebSocket>>();\nconst again = new Map<string, WebSocket[]>();",
    ),
    join(
      "if (members.has(ws)) {\n    again.set(roomId, [...(again.get(roomId) ?? []), ws]);\n    return false;\n  }\n  rooms.set(roomId, members.add(ws));\n  return true;",
    ),
    loop("for (const member of [...(rooms.get(roomId) ?? []), ...(again.get(roomId) ?? [])]) {"),
  ],

  // The case has no break, so joining leaves again on the second time.
  "1.4-second-join-leaves": joined(
    `if (joinRoom(boardId, ws)) broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) }, ws);
      else leaveRoom(boardId, ws);`,
  ),

  // Any text is a board.
  "1.5-any-text": boardOf('return typeof message["boardId"] === "string" ? message["boardId"] : undefined;'),

  // Whatever there is becomes a text.
  "1.5-anything": boardOf('return String(message["boardId"]);'),

  // An id that begins with a board's is taken for it.
  "1.5-longer-id": boardOf(
    'return board.boards().findLast(({ id }) => String(message["boardId"]).startsWith(id))?.id;',
  ),

  // A board that does not exist is ignored without a word.
  "1.5-silent": unknownBoard("if (boardId === undefined) return;"),

  // Nothing is thrown and nothing returned: the error is logged.
  "1.5-logged": unknownBoard('if (boardId === undefined) return console.error("There is no such board");'),

  // Closes the connection.
  "1.5-closes": unknownBoard('if (boardId === undefined) return ws.close(1008, "There is no such board");'),

  // A missing board ends the process: the exception comes outside of any try.
  "1.5-crashes": unknownBoard(
    'if (boardId === undefined) {\n        process.nextTick(() => {\n          throw new Error("There is no such board");\n        });\n        return;\n      }',
  ),

  // The error is a sentence, not JSON.
  "1.5-plain-text": unknownBoard('if (boardId === undefined) return ws.send("There is no such board");'),

  // The route says nothing.
  "2.1-not-sent": created("void event;"),

  // Sent before the task is there: the body of the request, which has no id.
  "2.1-body-of-the-request": created(
    'broadcastToRoom(event.boardId, { type: "task_created", boardId: event.boardId, task: c.input.body });',
  ),

  // The room is looked up by the id of the list.
  "2.1-room-of-the-list": created("broadcastToRoom(task.listId, event);"),

  // The call stands below the return.
  "2.1-after-the-return": created(
    "return Response.json({ data: task }, { status: 201 });\n    broadcastToRoom(event.boardId, event);",
  ),

  // Two calls for one change.
  "2.1-sent-twice": created("broadcastToRoom(event.boardId, event);\n    broadcastToRoom(event.boardId, event);"),

  // To every board.
  "2.1-every-room": created("for (const { id } of board.boards()) broadcastToRoom(id, event);"),

  // The event lies one level deeper.
  "2.1-wrapped": created('broadcastToRoom(event.boardId, { type: "event", event });'),

  // The type has another spelling.
  "2.1-other-type": created('broadcastToRoom(event.boardId, { ...event, type: "taskCreated" });'),

  // The event is stringified before it is broadcast, which does that too.
  "2.1-encoded-twice": created("broadcastToRoom(event.boardId, JSON.stringify(event) as unknown as object);"),

  // The task has only its title.
  "2.1-shortened": created("broadcastToRoom(event.boardId, { ...event, task: { id: task.id, title: task.title } });"),

  // A move is not sent.
  "2.3-move-not-sent": moved("void event;"),

  // A move has the type of a creation, copied from the route above.
  "2.3-moved-as-created": moved('broadcastToRoom(event.boardId, { ...event, type: "task_created" });'),

  // A move is sent as a deletion besides.
  "2.3-move-and-deletion": moved(
    'broadcastToRoom(event.boardId, { type: "task_deleted", boardId: event.boardId, taskId: task.id });\n    broadcastToRoom(event.boardId, event);',
  ),

  // A deletion is not sent.
  "2.3-deletion-not-sent": deleted("void event;"),

  // A deletion carries no id.
  "2.3-deletion-without-id": deleted(
    'broadcastToRoom(event.boardId, { type: "task_deleted", boardId: event.boardId });',
  ),

  // A deletion is sent to every board.
  "2.3-deletion-to-every-board": deleted("for (const { id } of board.boards()) broadcastToRoom(id, event);"),

  // A deletion is sent to every board before it is known whether there is such a task.
  "2.3-deletion-sent-first": edit(
    APP,
    `${DELETE}\n    //#region Exercise 2: send \`event\` to the room of its board\n    broadcastToRoom(event.boardId, event);`,
    `const { taskId } = c.input.params;
    for (const { id } of board.boards()) broadcastToRoom(id, { type: "task_deleted", boardId: id, taskId });
    board.deleteTask(taskId);`,
  ),

  // One board for each connection: the second join takes the place of the first.
  "2.4-one-room-each": join(
    "if (members.has(ws)) return false;\n  leaveAllRooms(ws);\n  rooms.set(roomId, members.add(ws));\n  return true;",
  ),

  // The connection knows one board, that of its last join; leaving clears it.
  "2.4-last-board": [
    declare(ROOMS, "const current = new WeakMap<WebSocket, string>();"),
    join(
      "current.set(ws, roomId);\n  if (members.has(ws)) return false;\n  rooms.set(roomId, members.add(ws));\n  return true;",
    ),
    deliver(
      "if (current.get(member) !== roomId) continue;\n    if (member !== exclude && member.readyState === member.OPEN) member.send(text);",
    ),
  ],

  // Leaving one room is leaving all.
  "2.4-leaves-all": leave(
    "if (boardId !== undefined && leaveRoom(boardId, ws)) {\n        announceLeft(boardId, ws);\n        leaveAllRooms(ws);\n      }",
  ),

  // A member in two rooms gets everything twice: the loop goes through all of its rooms.
  "2.4-once-for-each-room": deliver(
    "if (member === exclude || member.readyState !== member.OPEN) continue;\n    for (const members of rooms.values()) if (members.has(member)) member.send(text);",
  ),

  // A member that is closing ends the loop.
  "2.2-return-for-continue": deliver(
    "if (member === exclude) continue;\n    if (member.readyState !== member.OPEN) return;\n    member.send(text);",
  ),

  // A loop by index that moves on twice at a member that is not open.
  "2.2-one-too-far": [
    loop(
      "const all = [...(rooms.get(roomId) ?? [])];\n  for (let place = 0; place < all.length; place++) {\n    const member = all[place];\n    if (member === undefined) continue;",
    ),
    deliver("if (member.readyState !== member.OPEN) place++;\n    else if (member !== exclude) member.send(text);"),
  ],

  // What cannot be sent is thrown where nothing catches it.
  "2.2-throws-in-the-callback": deliver(
    "if (member === exclude) continue;\n    member.send(text, (error) => {\n      if (error) throw error;\n    });",
  ),

  // Members that are closing are taken out of the array while the loop goes through it.
  "2.2-splice": [
    ...arrays,
    join("if (members.includes(ws)) return false;\n  rooms.set(roomId, members);\n  members.push(ws);\n  return true;"),
    loop("const members = rooms.get(roomId) ?? [];\n  for (const member of members) {"),
    deliver(
      "if (member === exclude) continue;\n    if (member.readyState === member.OPEN) member.send(text);\n    else members.splice(members.indexOf(member), 1);",
    ),
  ],

  // Each member is waited for before the next one is sent to, and one that is closing never takes it.
  "2.2-waits-for-each": [
    edit(
      ROOMS,
      "export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {",
      "export async function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): Promise<void> {",
    ),
    loop("for (const member of [...(rooms.get(roomId) ?? [])]) {"),
    deliver(
      "if (member === exclude) continue;\n    await new Promise<void>((resolve) => member.send(text, (error) => error || resolve()));",
    ),
  ],

  // Typing is not announced.
  "3.1-not-announced": typed("void typing;"),

  // The client that types gets its own message.
  "3.1-echo": typed('broadcastToRoom(boardId, { type: "user_typing", boardId, ...users.get(ws), typing });'),

  // The message goes to the typist alone.
  "3.1-sent-to-the-typist": typed('send(ws, { type: "user_typing", boardId, ...users.get(ws), typing });'),

  // The identity comes from the message, which has none.
  "3.1-identity-from-the-message": typed(
    'broadcastToRoom(boardId, { type: "user_typing", boardId, ...userIn(message), typing }, ws);',
  ),

  // The message of the client is passed on as it is.
  "3.1-passed-on": typed("void typing;\n      broadcastToRoom(boardId, message, ws);"),

  // No case for typing.
  "3.1-unknown": edit(WS, '    case "typing":\n', ""),

  // Typing is announced on every board.
  "3.1-every-board": typed(
    'for (const { id } of board.boards()) broadcastToRoom(id, { type: "user_typing", boardId: id, ...users.get(ws), typing }, ws);',
  ),

  // No case for stop_typing.
  "3.2-unknown": edit(WS, '    case "stop_typing": {', "    {"),

  // Both mean typing.
  "3.2-always-true": isTyping("const typing = true;"),

  // The value is a text.
  "3.2-text": isTyping('const typing = message.type === "typing" ? true : "false";'),

  // Announced the first time only.
  "3.2-once": [
    declare(WS, "const stopped = new WeakSet<WebSocket>();"),
    typed(
      'if (!typing && stopped.has(ws)) break;\n      if (!typing) stopped.add(ws);\n      broadcastToRoom(boardId, { type: "user_typing", boardId, ...users.get(ws), typing }, ws);',
    ),
  ],

  // Stopping is announced to the typist as well.
  "3.2-echo": typed(
    'broadcastToRoom(boardId, { type: "user_typing", boardId, ...users.get(ws), typing }, typing ? ws : undefined);',
  ),

  // Any board will do.
  "3.3-not-asked": mayType("if (boardId === undefined) return"),

  // Who has ever joined a board may type on every one.
  "3.3-some-room": [mayType("if (boardId === undefined || !users.has(ws)) return")],

  // Who has joined the board once may type there for ever.
  "3.3-former-member": [
    declare(WS, "const visitors = new Set<string>();"),
    remember("users.set(ws, userIn(message));\n      visitors.add(boardId + users.get(ws)?.userId);"),
    mayType("if (boardId === undefined || !visitors.has(boardId + users.get(ws)?.userId)) return"),
  ],

  // Nothing runs when a connection ends.
  "3.4-nothing": disconnect("void ws;"),

  // The rooms are left, and nothing is announced.
  "3.4-not-announced": disconnect("leaveAllRooms(ws);"),

  // Only the first room is left.
  "3.4-first-room": leaveAll(
    "const first = [...rooms.keys()].find((roomId) => leaveRoom(roomId, ws));\n  return first === undefined ? [] : [first];",
  ),

  // The room that was joined last is left.
  "3.4-last-room": leaveAll(
    "const last = [...rooms.keys()].findLast((roomId) => rooms.get(roomId)?.has(ws));\n  return last !== undefined && leaveRoom(last, ws) ? [last] : [];",
  ),

  // Every room there is learns of it.
  "3.4-every-room": leaveAll(
    "return [...rooms.keys()].filter((roomId) => {\n    leaveRoom(roomId, ws);\n    return true;\n  });",
  ),

  // The rooms are left before their ids are collected.
  "3.4-collected-too-late": leaveAll(
    "for (const roomId of [...rooms.keys()]) leaveRoom(roomId, ws);\n  return [...rooms.keys()].filter((roomId) => rooms.get(roomId)?.has(ws));",
  ),

  // The listener is added with each message, so it runs as often as the client has spoken.
  "3.4-listener-per-message": edit(
    WS,
    'ws.on("message", (data, isBinary) => receive(ws, data, isBinary));\n    ws.on("close", () => handleDisconnect(ws));',
    `ws.on("message", (data, isBinary) => {
      receive(ws, data, isBinary);
      ws.on("close", () => {
        for (const { id } of board.boards()) if (isInRoom(id, ws)) announceLeft(id, ws);
      });
    });`,
  ),

  // The client that joined last is the one that leaves.
  "3.4-last-joined": [
    declare(WS, "let current: User | undefined;"),
    remember("current = userIn(message);\n      users.set(ws, current);"),
    disconnect(
      'for (const boardId of leaveAllRooms(ws)) broadcastToRoom(boardId, { type: "user_left", boardId, ...current });',
    ),
  ],

  // The user is forgotten before it is announced.
  "3.4-forgotten-first": disconnect(
    "users.delete(ws);\n  for (const boardId of leaveAllRooms(ws)) announceLeft(boardId, ws);",
  ),

  // Leaving one board forgets who the client is, which is still on others.
  "3.4-leave-forgets-identity": leave(
    "if (boardId !== undefined && leaveRoom(boardId, ws)) {\n        announceLeft(boardId, ws);\n        users.delete(ws);\n      }",
  ),

  // The rooms of a connection are a list, from which each is removed while the loop goes through it.
  "3.4-list-changes-in-the-loop": [
    declare(ROOMS, "const roomsOf = new WeakMap<WebSocket, string[]>();"),
    join(
      "if (members.has(ws)) return false;\n  rooms.set(roomId, members.add(ws));\n  roomsOf.set(ws, [...(roomsOf.get(ws) ?? []), roomId]);\n  return true;",
    ),
    remove(
      "const own = roomsOf.get(ws) ?? [];\n  const place = own.indexOf(roomId);\n  if (place !== -1) own.splice(place, 1);\n  if (members === undefined || !members.delete(ws)) return false;",
    ),
    leaveAll(
      "const left: string[] = [];\n  for (const roomId of roomsOf.get(ws) ?? []) if (leaveRoom(roomId, ws)) left.push(roomId);\n  return left;",
    ),
  ],

  // Only a normal closure is leaving.
  "3.5-only-1000": onClose('ws.on("close", (code) => {\n      if (code === 1000) handleDisconnect(ws);\n    });'),

  // A connection that broke is not a client that left.
  "3.5-not-1006": onClose('ws.on("close", (code) => {\n      if (code !== 1006) handleDisconnect(ws);\n    });'),

  // The codes that a browser closes with, and none of an application.
  "3.5-known-codes-only": onClose(
    'ws.on("close", (code) => {\n      if ([1000, 1001, 1005, 1006].includes(code)) handleDisconnect(ws);\n    });',
  ),

  // A connection with an error is not cleaned up, because the error takes the other listeners away.
  "3.5-error-takes-listeners": edit(
    WS,
    'ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));',
    'ws.on("error", () => ws.removeAllListeners());',
  ),

  // No listener for errors: a client that breaks the protocol ends the process for all.
  "3.5-no-error-listener": edit(
    WS,
    'ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));',
    "",
  ),

  // A close frame without a code is not recognised.
  "3.5-needs-a-code": onClose('ws.on("close", (code) => {\n      if (code !== 1005) handleDisconnect(ws);\n    });'),

  // Error and close both clean up, each with its own announcement.
  "3.5-error-and-close": [
    edit(
      WS,
      'ws.on("error", (error) => console.error(`WebSocket failed: ${error.message}`));',
      'ws.on("error", () => {\n      for (const { id } of board.boards()) if (isInRoom(id, ws)) announceLeft(id, ws);\n    });',
    ),
  ],

  // The break of a case is forgotten: its client is answered by the next case as well.
  "1.3-no-break": edit(WS, `${LEAVE}\n      break;`, LEAVE),
  "3.1-no-break": edit(WS, `${TYPED}\n      break;`, TYPED),

  // The comparison takes an array with the id for the id.
  "1.5-loosely-equal": boardOf('return board.boards().find(({ id }) => id == (message["boardId"] as string))?.id;'),

  // The beginning of an id is taken for it.
  "1.5-shorter-id": boardOf('return board.boards().find(({ id }) => id.startsWith(String(message["boardId"])))?.id;'),

  // Ids are compared without regard to case.
  "1.5-other-case": boardOf(
    'return board.boards().find(({ id }) => id.toLowerCase() === String(message["boardId"]).toLowerCase())?.id;',
  ),

  // Spaces are taken away first.
  "1.5-trimmed": boardOf('return board.boards().find(({ id }) => id === String(message["boardId"]).trim())?.id;'),

  // The boards are the properties of an object, which has more of them.
  "1.5-property-of-an-object": boardOf(
    'const known = Object.fromEntries(board.boards().map((one) => [one.id, one]));\n  return String(message["boardId"]) in known ? String(message["boardId"]) : undefined;',
  ),

  // Who has joined once is known for ever, and is not put into the room again.
  "1.6-known-for-ever": [
    declare(ROOMS, "const known = new WeakMap<WebSocket, Set<string>>();"),
    join(
      "const own = known.get(ws) ?? new Set();\n  if (own.has(roomId)) return false;\n  known.set(ws, own.add(roomId));\n  rooms.set(roomId, members.add(ws));\n  return true;",
    ),
  ],

  // Back in the room, and nobody learns of it.
  "1.6-announced-once": [
    declare(WS, "const announced = new WeakMap<WebSocket, Set<string>>();"),
    joined(`{
        const own = announced.get(ws) ?? new Set();
        if (joinRoom(boardId, ws) && !own.has(boardId))
          broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) }, ws);
        announced.set(ws, own.add(boardId));
      }`),
  ],

  // The first join of a connection says who it is for ever.
  "1.6-first-name": remember("if (!users.has(ws)) users.set(ws, userIn(message));"),

  // Only the first room of a connection learns of it.
  "1.7-first-room-only": [
    remember(
      "const isNew = !board.boards().some(({ id }) => isInRoom(id, ws));\n      users.set(ws, userIn(message));",
    ),
    joined(
      'if (joinRoom(boardId, ws) && isNew) broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) }, ws);',
    ),
  ],

  // Every room of the client learns that it has left one of them.
  "1.7-left-in-every-room": leave(
    "if (boardId !== undefined && leaveRoom(boardId, ws)) {\n        announceLeft(boardId, ws);\n        for (const { id } of board.boards()) if (isInRoom(id, ws)) announceLeft(id, ws);\n      }",
  ),

  // Every room of the client learns that it has joined another one.
  "1.7-joined-in-every-room": joined(
    `if (joinRoom(boardId, ws))
        for (const { id } of board.boards())
          if (isInRoom(id, ws)) broadcastToRoom(id, { type: "user_joined", boardId: id, ...users.get(ws) }, ws);`,
  ),

  // A room holds one connection for each userId.
  "1.8-one-for-each-user": [
    declare(WS, "const connections = new Map<string, WebSocket>();"),
    remember(`users.set(ws, userIn(message));
      const before = connections.get(userIn(message).userId);
      if (before !== undefined && before !== ws) leaveRoom(boardId, before);
      connections.set(userIn(message).userId, ws);`),
  ],

  // A userId that is in the room is not taken in again.
  "1.8-known-user-stays-out": [
    declare(WS, "const present = new Map<string, WebSocket>();"),
    joined(`{
        const key = boardId + users.get(ws)?.userId;
        if (present.has(key) && present.get(key) !== ws) break;
        present.set(key, ws);
        if (joinRoom(boardId, ws)) broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) }, ws);
      }`),
    left(`const key = boardId + users.get(ws)?.userId;
  present.delete(key);
  broadcastToRoom(boardId, { type: "user_left", boardId, ...users.get(ws) });`),
  ],

  // The announcement of a join leaves out everybody with the same userId.
  "1.8-left-out-by-user-id": [
    edit(
      ROOMS,
      "export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {",
      "export function broadcastToRoom(\n  roomId: string,\n  data: object,\n  exclude?: WebSocket | ((member: WebSocket) => boolean),\n): void {",
    ),
    deliver(
      'const isExcluded = typeof exclude === "function" ? exclude(member) : member === exclude;\n    if (!isExcluded && member.readyState === member.OPEN) member.send(text);',
    ),
    joined(`if (joinRoom(boardId, ws))
        broadcastToRoom(
          boardId,
          { type: "user_joined", boardId, ...users.get(ws) },
          (member) => users.get(member)?.userId === users.get(ws)?.userId,
        );`),
  ],

  // Who is in the room under this userId is not announced again.
  "1.8-known-user": [
    declare(WS, "const present = new Map<string, number>();"),
    joined(`{
        const key = boardId + users.get(ws)?.userId;
        if (!joinRoom(boardId, ws)) break;
        present.set(key, (present.get(key) ?? 0) + 1);
        if (present.get(key) === 1) broadcastToRoom(boardId, { type: "user_joined", boardId, ...users.get(ws) }, ws);
      }`),
    left(`const key = boardId + users.get(ws)?.userId;
  present.set(key, (present.get(key) ?? 1) - 1);
  broadcastToRoom(boardId, { type: "user_left", boardId, ...users.get(ws) });`),
  ],

  // A move within a list is not sent.
  "2.3-moves-between-lists-only": moved("if (event.fromListId !== task.listId) broadcastToRoom(event.boardId, event);"),

  // A move that does not say from where.
  "2.3-without-from-list": moved(
    'broadcastToRoom(event.boardId, { type: "task_moved", boardId: event.boardId, task });',
  ),

  // Broadcasts wait for a moment, and of each room only the last one is kept.
  "2.5-last-of-the-room": [
    declare(ROOMS, "const waiting = new Map<string, string>();"),
    edit(
      ROOMS,
      "const text = JSON.stringify(data);",
      `const isFirst = !waiting.has(roomId);
  waiting.set(roomId, JSON.stringify(data));
  const flush = () => {
    const text = waiting.get(roomId) ?? "";
    waiting.delete(roomId);
    for (const member of rooms.get(roomId) ?? []) if (member !== exclude) member.send(text);
  };
  if (isFirst) setImmediate(flush);`,
    ),
    loop("for (const member of [] as WebSocket[]) {\n    const text = roomId;"),
  ],

  // While one change is on its way, others are dropped.
  "2.5-busy": [
    declare(ROOMS, "let isBusy = false;"),
    created(`if (busy()) return Response.json({ data: task }, { status: 201 });
    broadcastToRoom(event.boardId, event);`),
    edit(APP, "import { broadcastToRoom, roomCount }", "import { broadcastToRoom, busy, roomCount }"),
    edit(
      ROOMS,
      "/** How many rooms there are. */",
      `/** Whether a change was sent in this turn of the event loop. */
export function busy(): boolean {
  const wasBusy = isBusy;
  isBusy = true;
  setImmediate(() => (isBusy = false));
  return wasBusy;
}

/** How many rooms there are. */`,
    ),
  ],

  // Typing is announced in every room of the client.
  "3.6-every-room": typed(
    'for (const { id } of board.boards()) {\n        if (isInRoom(id, ws)) broadcastToRoom(id, { type: "user_typing", boardId: id, ...users.get(ws), typing }, ws);\n      }',
  ),

  // Typing is announced in the room that the client joined last.
  "3.6-last-joined": [
    declare(WS, "const here = new WeakMap<WebSocket, string>();"),
    remember("users.set(ws, userIn(message));\n      here.set(ws, boardId);"),
    typed('broadcastToRoom(here.get(ws) ?? boardId, { type: "user_typing", boardId, ...users.get(ws), typing }, ws);'),
  ],

  // Whether a client types is one value for all of its rooms, and only a change of it is announced.
  "3.6-one-state": [
    declare(WS, "const typists = new WeakSet<WebSocket>();"),
    typed(`if (typing === typists.has(ws)) break;
      if (typing) typists.add(ws);
      else typists.delete(ws);
      ${TYPED}`),
  ],

  // The typist is left out by its userId, and with it whoever has the same one.
  "3.6-left-out-by-user-id": [
    edit(
      ROOMS,
      "export function broadcastToRoom(roomId: string, data: object, exclude?: WebSocket): void {",
      "export function broadcastToRoom(\n  roomId: string,\n  data: object,\n  exclude?: WebSocket | ((member: WebSocket) => boolean),\n): void {",
    ),
    deliver(
      'const isExcluded = typeof exclude === "function" ? exclude(member) : member === exclude;\n    if (!isExcluded && member.readyState === member.OPEN) member.send(text);',
    ),
    typed(
      'broadcastToRoom(\n        boardId,\n        { type: "user_typing", boardId, ...users.get(ws), typing },\n        (member) => users.get(member)?.userId === users.get(ws)?.userId,\n      );',
    ),
  ],

  // The join awaits something before it puts the client into the room, and the next message is handled meanwhile.
  "3.7-join-awaits": [
    edit(
      WS,
      "function handleMessage(ws: WebSocket, message: Message): void {",
      "async function handleMessage(ws: WebSocket, message: Message): Promise<void> {",
    ),
    unknownBoard(
      'if (boardId === undefined) return sendError(ws, "There is no such board");\n      await new Promise((resolve) => setImmediate(resolve));',
    ),
  ],

  // Typing is looked at later, when its client may have left.
  "3.7-typing-later": typed(`setImmediate(() => {
        if (isInRoom(boardId, ws)) ${TYPED}
      });`),

  // A member that is closing is taken out of the room, and not announced.
  "3.8-removed-by-a-broadcast": deliver(
    "if (member.readyState !== member.OPEN) leaveRoom(roomId, member);\n    else if (member !== exclude) member.send(text);",
  ),

  // splice(-1) takes the last room off the list when the client is not in the one that it leaves.
  "3.8-splice-without-index": [
    declare(ROOMS, "const roomsOf = new WeakMap<WebSocket, string[]>();"),
    join(
      "if (members.has(ws)) return false;\n  rooms.set(roomId, members.add(ws));\n  roomsOf.set(ws, [...(roomsOf.get(ws) ?? []), roomId]);\n  return true;",
    ),
    remove(
      "const own = roomsOf.get(ws) ?? [];\n  own.splice(own.indexOf(roomId), 1);\n  if (members === undefined || !members.delete(ws)) return false;",
    ),
    leaveAll("return [...(roomsOf.get(ws) ?? [])].filter((roomId) => leaveRoom(roomId, ws));"),
  ],

  // Messages wait in a queue, and the end of the connection does not: a client that was quick is put into the room after it.
  "3.8-queue-of-messages-only": [
    declare(WS, "const queues = new WeakMap<WebSocket, Promise<void>>();"),
    edit(
      WS,
      'ws.on("message", (data, isBinary) => receive(ws, data, isBinary));',
      `ws.on("message", (data, isBinary) => {
      const before = queues.get(ws) ?? Promise.resolve();
      const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
      queues.set(ws, before.then(pause).then(() => receive(ws, data, isBinary)));
    });`,
    ),
  ],

  // The error is sent, and the client joins all the same: a room of those who were refused.
  "1.5-no-return": unknownBoard('if (boardId === undefined) sendError(ws, "There is no such board");'),

  // Typing is announced twice.
  "3.1-twice": typed(`${TYPED}\n      ${TYPED}`),
});
