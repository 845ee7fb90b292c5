/** How long a check waits, and how much it takes in. Every wait in the kit has one of these names. */

/** A server has this long to answer a message or a request (lesson contract: 2 s). */
export const REPLY_LIMIT_MS = 2_000;

/** A server has this long to answer the opening handshake. */
export const HANDSHAKE_LIMIT_MS = 2_000;

/**
 * Silence on `/` this long starts a second attempt on `/ws`: many servers leave other paths unanswered. No shorter, or a
 * busy machine makes attempts that the same server on a quiet one never sees.
 */
export const NEXT_PATH_AFTER_MS = 600;

/**
 * A fresh connection is given this long for what the server sends at once. The answer to a ping frame ends the wait, on a
 * busy machine late; a server that has left one unanswered is given the shorter time from then on.
 */
export const GREETING_MS = 300;
export const GREETING_WITHOUT_PONG_MS = 30;

/** Probes that are never graded must not keep a learner waiting: those still under way by then are left out. */
export const STRETCH_LIMIT_MS = 3_000;

/** After silence, a ping frame is given this long to show that the server is alive. */
export const PROOF_OF_LIFE_MS = 500;

/** A closed connection may be the first sign of a process that is ending; its exit is known within this time. */
export const EXIT_GRACE_MS = 400;

/** A program has this long to print the line, or to end, that a check waits for, unless the check says otherwise. */
export const PROGRAM_LIMIT_MS = 5_000;

/** Lines of one program that are kept, and the longest line in characters. What is beyond them is dropped. */
export const PROGRAM_LINES = 10_000;
export const LINE_CHARACTERS = 64 * 1024;

/** No check takes longer: it ends with the grader's own sentence before vitest's "timed out" could. */
export const CHECK_LIMIT_MS = 30_000;
export const CHECK_PATIENCE_MS = CHECK_LIMIT_MS - 1_000;

/** The largest message a client takes in, in bytes. Larger ones fail the check that meets them. */
export const MESSAGE_LIMIT_BYTES = 1024 * 1024;

/** One connection may deliver this much before it is cut off: a flood must not fill the grader's memory. */
export const INBOX_LIMIT_MESSAGES = 10_000;
export const INBOX_LIMIT_BYTES = 2 * 1024 * 1024;

/** The largest HTTP body a client takes in, in bytes. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Characters of a payload that a transcript or a sentence keeps. */
export const SHOWN_CHARACTERS = 300;

/** Events a transcript keeps: the first and the last ones, the rest is counted. */
export const TRANSCRIPT_FIRST = 60;
export const TRANSCRIPT_LAST = 140;
