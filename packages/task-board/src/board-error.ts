/** Why the board refuses a call. */
export type BoardErrorCode =
  | "unknown-board"
  | "unknown-list"
  | "unknown-task"
  | "unknown-user"
  | "list-of-another-board"
  | "malformed-timestamp";

/** The HTTP status that says the same to a client. */
const STATUS: Readonly<Record<BoardErrorCode, number>> = {
  "unknown-board": 404,
  "unknown-list": 404,
  "unknown-task": 404,
  "unknown-user": 404,
  "list-of-another-board": 409,
  "malformed-timestamp": 400,
};

/**
 * Thrown for a call that cannot be carried out: what it names is not there, or does not fit. Nothing was changed and no
 * event was appended. The message is one sentence that may be shown to a client.
 */
export class BoardError extends Error {
  override readonly name = "BoardError";
  readonly code: BoardErrorCode;
  /** 400, 404 or 409: the status of a response that reports this error. */
  readonly status: number;

  constructor(code: BoardErrorCode, message: string) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
  }
}
