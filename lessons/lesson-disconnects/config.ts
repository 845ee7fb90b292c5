/**
 * Every time limit of the server and of the client, and what the client needs to know. All of it can be set from outside. Given and
 * finished: nothing in this file is part of an exercise.
 */

/** How often the server sends a ping frame to each client, in milliseconds. */
export const HEARTBEAT_MS = Number(process.env.WS_HEARTBEAT_MS ?? 30_000);

/** How long a client may take to answer a ping frame, in milliseconds. Less than HEARTBEAT_MS. */
export const PONG_TIMEOUT_MS = Number(process.env.PONG_TIMEOUT_MS ?? 10_000);

/** The longest wait before the first attempt to connect again, and before any, in milliseconds. */
export const BACKOFF_BASE_MS = Number(process.env.BACKOFF_BASE_MS ?? 1_000);
export const BACKOFF_MAX_MS = Number(process.env.BACKOFF_MAX_MS ?? 30_000);

/** How long the client trusts a connection on which nothing arrives, in milliseconds. More than HEARTBEAT_MS. */
export const SILENCE_LIMIT_MS = Number(process.env.SILENCE_LIMIT_MS ?? 45_000);

/** Where the client finds the server. */
export const SERVER_URL = process.env.SERVER_URL ?? "http://localhost:3000";

/** The token of the session that the client uses, and the board that it watches. */
export const TOKEN = process.env.TOKEN ?? "alice";
export const BOARD_ID = process.env.BOARD_ID ?? "board-1";
