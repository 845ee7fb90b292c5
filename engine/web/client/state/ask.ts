/** Requests to the server's API, typed by its contract. */
import type { Answer, ApiError, Body, ErrorCode, Query, Route, Session } from "../../api.ts";
import { session } from "./page.ts";

/** The limit for a response. A replay starts a server and may have to wait for another run. */
const ANSWER_LIMIT_MS = 60_000;

/** The server refused or did not answer. `message` is for the reader. */
export class AskError extends Error {
  override name = "AskError";
  readonly code: ErrorCode | "no-answer";
  /** How long to wait before the next attempt, in milliseconds; with `too-many-attempts`. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode | "no-answer", message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface AskOptions<R extends Route> {
  /** Values for the `:names` of the path. */
  readonly at?: Readonly<Record<string, string>>;
  readonly body?: Body<R>;
  readonly query?: Query<R>;
}

/** Sends a request, and once more after a restart of the server, which issued a new token. @throws AskError */
export async function ask<R extends Route>(route: R, options: AskOptions<R> = {}): Promise<Answer<R>> {
  try {
    return await askOnce(route, options);
  } catch (error) {
    if (!(error instanceof AskError)) throw error;
    if (error.code === "access-code-needed") session.value = { ...session.value, role: null, token: null };
    if (error.code !== "bad-token") throw error;
    session.value = await askOnce("GET /api/session", {});
    return await askOnce(route, options);
  }
}

async function askOnce<R extends Route>(
  route: R,
  { at = {}, body, query = {} as Query<R> }: AskOptions<R>,
): Promise<Answer<R>> {
  const [method = "GET", pattern = ""] = route.split(" ");
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(at[name] ?? ""));
  const search = new URLSearchParams(query as Readonly<Record<string, string>>).toString();
  const request: RequestInit = { method, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) };
  if (method !== "GET") {
    request.headers = { "content-type": "application/json", "x-workbook-token": session.value.token ?? "" };
    request.body = JSON.stringify(body ?? {});
  }
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(search === "" ? path : `${path}?${search}`, request);
    answer = await response.json();
  } catch {
    throw new AskError("no-answer", "The workbook does not answer. Is npm start still running in its terminal?");
  }
  if (response.ok) return answer as Answer<R>;
  const { error, message, retryAfterMs } = answer as ApiError;
  throw new AskError(error, message, retryAfterMs);
}

/** Requests the session again, for example after a restart of the server. */
export async function renewSession(): Promise<Session> {
  session.value = await ask("GET /api/session");
  return session.value;
}
