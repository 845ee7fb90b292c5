/** How long checks wait, and how much they read. Every wait in the kit uses one of these limits. */

/** How long a server may take to answer a message or a request; the lessons promise 2 s. */
export const REPLY_LIMIT_MS = 2_000;

/**
 * How long a request of our own may take that only shows that the server answers others. It is longer than what the lessons
 * promise: a check may have given the server a lot to do before, and the machine may be busy.
 */
export const BARRIER_LIMIT_MS = 5_000;

/** How long a server may take to answer the opening handshake. */
export const HANDSHAKE_LIMIT_MS = 2_000;

/**
 * After this much silence on one path, the next one is tried as well: many servers do not answer on other paths. It is not
 * shorter, so that a busy machine does not cause attempts that the same server would not see on an idle one.
 */
export const NEXT_PATH_AFTER_MS = 600;

/**
 * How long to wait for messages that the server sends on connecting. The answer to a ping frame ends the wait, which may
 * take this long on a busy machine; a server that has left one unanswered gets only the shorter time afterwards.
 */
export const GREETING_MS = 300;
export const GREETING_WITHOUT_PONG_MS = 30;

/** Ungraded probes must not keep the learner waiting: those that take longer are left out. */
export const STRETCH_LIMIT_MS = 3_000;

/** After silence, how long the server may take to answer a ping frame, to show that it is alive. */
export const PROOF_OF_LIFE_MS = 500;

/** After how much silence the server is first asked whether it can still answer, and the longest pause between two attempts. */
export const FIRST_DOUBT_AFTER_MS = 30;
export const MAX_DOUBT_PAUSE_MS = 250;

/** The same where the question is whether its process is about to end: a process that has crashed has mostly ended by then. */
export const FIRST_DOUBT_OF_END_MS = 10;

/** By how much a timer of the server must be later than the time limit to count as too late for an answer. */
export const IDLE_MARGIN_MS = 1_000;

/** How long to wait for the exit of a process after its connection closed, which may be the first sign of the exit. */
export const EXIT_GRACE_MS = 400;

/** How long a program may take to print a line, or to end, when the check sets no limit of its own. */
export const PROGRAM_LIMIT_MS = 5_000;

/** How many lines of one program are kept, and how many characters of each. The rest is dropped. */
export const PROGRAM_LINES = 10_000;
export const LINE_CHARACTERS = 64 * 1024;

/** How long the checks of an exercise wait until its server has started or is known not to start. */
export const SERVER_READY_LIMIT_MS = 30_000;

/** How long a whole check may take: a server that is nearly too slow for each of its answers exceeds it in total. */
export const CHECK_LIMIT_MS = 29_000;

/** The largest message that a client reads, in bytes. A larger one fails the check. */
export const MESSAGE_LIMIT_BYTES = 1024 * 1024;

/** How much one connection may deliver before it is cut, so that a flood cannot fill the grader's memory. */
export const INBOX_LIMIT_MESSAGES = 10_000;
export const INBOX_LIMIT_BYTES = 2 * 1024 * 1024;

/** The largest HTTP body that a client reads, in bytes. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** How many characters of a payload a transcript or a sentence shows. */
export const SHOWN_CHARACTERS = 300;

/** How many of the first and last events a transcript keeps; those in between are only counted. */
export const TRANSCRIPT_FIRST = 60;
export const TRANSCRIPT_LAST = 140;
