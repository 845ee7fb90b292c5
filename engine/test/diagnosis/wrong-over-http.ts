/** Wrong servers whose failed check is done once more: what they are asked is more than one message over WebSocket. */
import type { WrongServer } from "./wrong-servers.ts";

const POLL = { lesson: "lesson-long-poll" };
const SSE = { lesson: "lesson-sse" };
const ROOMS = { lesson: "lesson-rooms" };

const DELETED = "const { event } = board.deleteTask(c.input.params.taskId);";
const NO_BOARD = `    board.board(boardId);
    return waitForUpdate(`;

export const WRONG_OVER_HTTP: Readonly<Record<string, WrongServer>> = {
  "poll-deletion-wakes-nobody": {
    ...POLL,
    truth: "a deletion wakes nobody",
    edits: [
      [
        "routes.ts",
        `${DELETED}
    //#region Exercise 1: wake the requests that wait for the event's board
    notifyWaiters(event.boardId);`,
        DELETED.replace("const { event } = ", ""),
      ],
    ],
    says: /one that is deleted does not(?:; DELETE \/tasks\/.*notifyWaiters .* did not run, as it did for)?/,
    neverSays: /is not in the list of waiting requests/,
  },
  "poll-deletion-by-wrong-id": {
    ...POLL,
    truth: "a deletion wakes those who wait for a board with the task's id",
    edits: [
      [
        "routes.ts",
        `${DELETED}
    //#region Exercise 1: wake the requests that wait for the event's board
    notifyWaiters(event.boardId);`,
        `${DELETED}
    notifyWaiters(c.input.params.taskId, event);`,
      ],
      ["long-poll.ts", "notifyWaiters(boardId: string)", "notifyWaiters(boardId: string, _event?: object)"],
    ],
    says: /notifyWaiters ran, but not what begins at/,
    neverSays: /did not run, as it did/,
    at: "for (const wake of waiters.get(boardId) ?? []) wake();",
  },
  "poll-for-no-board": {
    ...POLL,
    truth: "a poll of a board that does not exist is held",
    edits: [["routes.ts", NO_BOARD, "    return waitForUpdate("]],
    says: /GET .*\/poll has reached your code, and nothing has answered it so far: .*nextChange/,
    neverSays: /returns no Response/,
  },
  "poll-empty-for-no-board": {
    ...POLL,
    truth: "a poll of a board that does not exist is answered with an empty list",
    edits: [
      [
        "routes.ts",
        NO_BOARD,
        `    if (!board.boards().some(({ id }) => id === boardId)) return Response.json({ data: [] });
    return waitForUpdate(`,
      ],
    ],
    says: /was answered at routes\.ts:\d+/,
    neverSays: /names another status/,
    at: "return Response.json({ data: [] })",
  },
  "poll-of-other-boards-woken": {
    ...POLL,
    truth: "news of one board wakes the polls of all",
    edits: [
      [
        "long-poll.ts",
        "for (const wake of waiters.get(boardId) ?? []) wake();",
        "for (const waiting of waiters.values()) for (const wake of waiting) wake();",
      ],
    ],
    says: /was answered at long-poll\.ts:\d+, while (?:POST|PATCH|DELETE) .* was handled/,
  },
  "stream-ends": {
    ...SSE,
    truth: "the stream is closed after the first event",
    edits: [
      [
        "sse.ts",
        'controller.enqueue(encode({ type: "connected" }));',
        'controller.enqueue(encode({ type: "connected" }));\n      controller.close();',
      ],
    ],
    says: /the answer of GET .* was ended at sse\.ts:\d+/,
    at: "controller.close();",
  },
  "stream-to-everybody": {
    ...SSE,
    truth: "an event goes to the clients of all boards",
    edits: [
      [
        "sse.ts",
        "for (const client of clients.get(boardId) ?? []) client.enqueue(event);",
        "for (const watching of clients.values()) for (const client of watching) client.enqueue(event);",
      ],
    ],
    says: /it was sent at sse\.ts:\d+, in a function that routes\.ts:\d+ calls, while POST \/tasks was handled/,
    at: "for (const watching of clients.values())",
  },
  "room-event-wrapped": {
    ...ROOMS,
    truth: "the event is sent inside of another object",
    edits: [
      [
        "app.ts",
        `const { task, event } = board.createTask(c.input.body);
    //#region Exercise 2: send \`event\` to the room of its board
    broadcastToRoom(event.boardId, event);`,
        `const { task, event } = board.createTask(c.input.body);
    broadcastToRoom(event.boardId, { type: "event", event });`,
      ],
    ],
    says: /its "type" is "event".*it was sent at app\.ts:\d+, while POST \/tasks was handled/,
    at: 'broadcastToRoom(event.boardId, { type: "event", event });',
  },
  "broadcast-ends-at-closing": {
    ...ROOMS,
    truth: "a broadcast ends at the first member whose connection is closing",
    edits: [
      [
        "rooms.ts",
        "if (member !== exclude && member.readyState === member.OPEN) member.send(text);",
        "if (member === exclude) continue;\n    if (member.readyState !== member.OPEN) return;\n    member.send(text);",
      ],
    ],
    says: /client-\d+ (?:was|were) sent something, at rooms\.ts:\d+, and client-\d+ was not/,
    at: "member.send(text);",
  },
  "first-subscriber-only": {
    lesson: "lesson-pubsub",
    truth: "only the first subscriber is called, which sends to the streams",
    edits: [
      [
        "event-bus.ts",
        "for (const subscriber of subscribers) void deliver(subscriber, event);",
        "for (const subscriber of subscribers) return void deliver(subscriber, event);",
      ],
    ],
    says: /stream-\d+ was sent something, at .*, and client-\d+ was not/,
    neverSays: /the line is/,
  },
  "stream-needs-a-query": {
    ...SSE,
    truth: "the route of the stream requires a query that no client has",
    edits: [
      [
        "routes.ts",
        "request: { params: z.object({ boardId: z.string() }) },",
        "request: { params: z.object({ boardId: z.string() }), query: z.object({ lastEventId: z.string() }) },",
      ],
    ],
    says: /GET .* was answered (?:with 400 )?at routes\.ts:\d+/,
    neverSays: /nothing was written/,
    at: 'if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });',
  },
  "number-made-elsewhere": {
    lesson: "lesson-why",
    truth: "the function that works out the costs, in another file than the route, forgets a factor",
    edits: [["cost.ts", "requestsPerMinute - clients * updatesPerMinute", "requestsPerMinute - updatesPerMinute"]],
    says: /was answered at app\.ts:\d+, in a function that calls cost \(cost\.ts:\d+\)/,
  },
  "one-connection-to-redis": {
    lesson: "lesson-scaling",
    truth: "one connection to Redis subscribes and is used for everything else",
    edits: [
      ["redis-pubsub.ts", "const subscriber = publisher.duplicate();", "const subscriber = publisher;"],
      [
        "redis-pubsub.ts",
        "await Promise.all([publisher.connect(), subscriber.connect()]);",
        "await publisher.connect();",
      ],
    ],
    says: /Redis refused \w+, because it came over a connection that has subscribed/,
    neverSays: /the line is deliver/,
  },
};
