/**
 * A client that stays: it prints every event of one board once, however often it loses its connection.
 */

import { WebSocket } from "ws";
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, BOARD_ID, SERVER_URL, SILENCE_LIMIT_MS, TOKEN } from "./config.js";

/** Closed for lack of a session. */
const UNAUTHORIZED = 4401;

/** Something that happened on the board. Its id is greater than that of everything before it. */
interface BoardEvent {
  readonly id: string;
  readonly type: string;
}

//#region Exercise 2: count the attempts since the last one that worked
let attempts = 0;
//#endregion

//#region Exercise 2: beyond the exercise (S2, not graded): know whether a handshake was refused with 401
let isRefused = false;
//#endregion

//#region Exercise 3: keep the cursor of the last poll, and the ids of the events that were printed
/** What happened up to here has been printed. */
let since: string | undefined;
const printed = new Set<string>();
//#endregion

connect();

/** Opens a connection and joins the board. */
function connect(): void {
  const ws = new WebSocket(`${SERVER_URL.replace(/^http/, "ws")}/ws?token=${encodeURIComponent(TOKEN)}`);
  ws.on("open", () => ws.send(JSON.stringify({ type: "join", boardId: BOARD_ID })));
  ws.on("message", (data) => {
    const message = JSON.parse(data.toString()) as Partial<BoardEvent>;
    if (message.type === "joined") joined(ws);
    // Of all messages of the server, only events have an id.
    if (message.id !== undefined) take(message as BoardEvent);
  });
  // After each "error" comes a "close".
  ws.on("error", (error) => console.error(`The connection failed: ${error.message}`));
  ws.on("close", (code) => closed(code));

  //#region Exercise 2: beyond the exercise (S2, not graded): "unexpected-response" tells the status of a refused handshake
  ws.on("unexpected-response", (_request, { statusCode }) => {
    console.error(`The handshake was answered with ${statusCode}`);
    isRefused = statusCode === 401;
    ws.terminate();
  });
  //#endregion

  //#region Exercise 3: end a connection on which neither "open" nor a "ping" has come for SILENCE_LIMIT_MS
  //= void SILENCE_LIMIT_MS;
  const timer = setTimeout(() => ws.terminate(), SILENCE_LIMIT_MS);
  ws.on("open", () => timer.refresh());
  ws.on("ping", () => timer.refresh());
  ws.on("close", () => clearTimeout(timer));
  //#endregion
}

/** The server has confirmed that it sends what happens on the board from now on. */
function joined(ws: WebSocket): void {
  //#region Exercise 2: this attempt has worked
  attempts = 0;
  //#endregion
  //#region Exercise 3: catch up; a connection without what was missed is worth nothing, so end it when that fails
  //= void ws;
  catchUp().catch((error: unknown) => {
    console.error(`Catching up failed: ${String(error)}`);
    ws.terminate();
  });
  //#endregion
}

/** The connection has ended, or could not be made. */
function closed(code: number): void {
  console.error(`The connection is closed (${code})`);
  //#region Exercise 2: connect again after a wait, unless the server has said that this session is worth nothing
  //= void [UNAUTHORIZED, connect, backoff];
  if (code === UNAUTHORIZED || isRefused) return;
  setTimeout(connect, backoff());
  //#endregion
}

/** How long to wait before the next attempt, in milliseconds. */
function backoff(): number {
  //#region Exercise 2: a random time between half and all of BACKOFF_BASE_MS, doubled with each attempt, up to BACKOFF_MAX_MS
  //= return Math.min(BACKOFF_BASE_MS, BACKOFF_MAX_MS);
  const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempts);
  attempts++;
  return longest * (0.5 + Math.random() / 2);
  //#endregion
}

//#region Exercise 3: write catchUp: ask for what happened after the cursor, take every event, and keep the new cursor
/** Asks for what happened while there was no connection. Throws when the server does not answer with events. */
async function catchUp(): Promise<void> {
  const url = new URL(`/boards/${BOARD_ID}/poll`, SERVER_URL);
  if (since !== undefined) url.searchParams.set("since", since);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { data, timestamp } = (await response.json()) as { data: BoardEvent[]; timestamp: string };
  for (const event of data) take(event);
  since = timestamp;
}
//#endregion

/** Takes an event that came over the connection, or with a poll. */
function take(event: BoardEvent): void {
  //#region Exercise 3: print no event twice
  if (printed.has(event.id)) return;
  printed.add(event.id);
  //#endregion
  console.log(JSON.stringify(event));
}
