import type { ApiError, ErrorCode } from "./api.ts";

const STATUS: Readonly<Record<ErrorCode, number>> = {
  "access-code-needed": 401,
  "invalid-code": 401,
  "too-many-attempts": 429,
  "too-many-connections": 429,
  "page-full": 503,
  "bad-token": 403,
  "foreign-request": 403,
  "instructors-only": 403,
  "not-found": 404,
  "no-class": 404,
  "invalid-input": 400,
  "too-large": 413,
  "headers-too-large": 431,
  "too-slow": 408,
  locked: 403,
  "nothing-failed": 409,
  "nothing-to-save": 409,
  "nothing-to-compare": 409,
  "too-many-saved": 409,
  busy: 409,
  "not-written": 409,
  "workbook-fault": 500,
};

/** A refused request. Thrown while it is handled, it becomes the response. */
export class ApiFault extends Error {
  override name = "ApiFault";
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  /** @param message one sentence for the reader */
  constructor(code: ErrorCode, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** The status of the HTTP response. */
  get status(): number {
    return STATUS[this.code];
  }

  /** The JSON body of the response. */
  body(): string {
    const error: ApiError = {
      error: this.code,
      message: this.message,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    };
    return JSON.stringify(error);
  }

  answer(): Response {
    const headers =
      this.retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(this.retryAfterMs / 1000)) };
    return new Response(this.body(), {
      status: this.status,
      headers: { "content-type": "application/json", ...headers },
    });
  }
}
