/**
 * How long the grader waits, and how much a submission may use. Every limit has its unit in its name. The limit of memory is in
 * engine/isolate/limits.ts, because a container enforces it itself.
 */

/** From the start until the first port accepts a connection. Leaves a second of the ten that the lessons promise. */
export const BOOT_LIMIT_MS = 9_000;

/** The same for a server that is only examined: what it did by then is looked at. */
export const OBSERVED_BOOT_LIMIT_MS = 2_500;

/** A busy machine is not the server's fault: the time it waited for a processor is added to the limit, up to this much. */
export const MAX_STARVED_MS = 9_000;

/** Nothing is added once it has used this much processor time, which is many times what a server needs to start. */
export const BOOT_PROCESSOR_MS = 5_000;

/** The same for what a server is waited for by a check: an answer takes it some milliseconds. */
export const REPLY_PROCESSOR_MS = 1_000;
export const REPLY_MAX_STARVED_MS = 6_000;

/** When the first port is neither the expected one nor 3000, how long to wait for that one. */
export const SECOND_LISTENER_MS = 150;

/** How long a listening port may take to accept a connection. */
export const ACCEPT_LIMIT_MS = 2_000;

/** How long a server that accepts connections has to show that its event loop turns. */
export const TURN_LIMIT_MS = 250;

/** How long a server may take to say what is pending in it. One that takes longer is busy, so its silence is not proved. */
export const PENDING_LIMIT_MS = 500;

/** How long to wait for the last output after a process has ended; a grandchild may keep the pipe open. */
export const DRAIN_LIMIT_MS = 150;

/** How long the kernel may take to end what is left in a sandbox. */
export const GONE_LIMIT_MS = 2_000;

/** How often memory, processes and output are measured. */
export const USE_POLL_MS = 100;

/** What one process may allocate between two measurements, as RLIMIT_DATA counts it. Linux only. */
export const DATA_LIMIT_BYTES = 2 * 1024 * 1024 * 1024;

/** The server and all its descendants together. */
export const PROCESS_LIMIT = 64;

/** Open files of one process, connections included. */
export const OPEN_FILES_LIMIT = 4_096;

/** Of the server and all its descendants together: pipes hold memory that belongs to no process. */
export const OPEN_FILES_TOGETHER_LIMIT = 8_192;

/** In a sandbox of namespaces: files, folders and kilobytes of extended attributes in the two folders it may write to. */
export const FILES_IN_SANDBOX_LIMIT = 20_000;

/** Likewise: each Unix socket can hold 208 KB that belong to no process. Each child of Node has six for its streams. */
export const UNIX_SOCKETS_LIMIT = 1_024;

/** With fewer connections, or less TCP memory on the whole machine, the bytes waiting in connections are not counted. */
export const SUSPICIOUS_TCP_SOCKETS = 40;
export const SUSPICIOUS_TCP_BYTES = 128 * 1024 * 1024;

/** The largest file it may write. */
export const FILE_LIMIT_BYTES = 64 * 1024 * 1024;

/** All files of one server's database together, including its log. */
export const DATABASE_LIMIT_BYTES = 64 * 1024 * 1024;

/** Printed to both streams together. Output beyond `OUTPUT_TAIL_BYTES` is dropped; beyond this limit the server is ended. */
export const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** Processor seconds of one server: a busy loop ends by itself even if the grader is killed. */
export const CPU_LIMIT_SECONDS = 60;

/** How much of the end of each output stream is kept; errors are printed last. */
export const OUTPUT_TAIL_BYTES = 64 * 1024;

/** How many reports of one server are read, besides its answers to questions: each may cost a search in the kernel's tables. */
export const MAX_REPORTS = 20;

/** The same of what a server that is examined reports of itself. */
export const MAX_SEEN = 500;

/** What a submission may contain. */
export const MAX_FILES = 1_000;
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
export const MAX_TOTAL_BYTES = 32 * 1024 * 1024;
export const MAX_DEPTH = 12;
/** A path relative to the submission. A longer one may not fit below a temporary folder. */
export const MAX_PATH_BYTES = 1_024;

/** Compiling one submission: a lesson's own code takes a few hundredths of a second and 20 MB. */
export const COMPILE_LIMIT_MS = 10_000;
/** The time the compiler waited for a processor is added, up to this much, while it has used less than the limit. */
export const COMPILE_MAX_STARVED_MS = 40_000;
/** Processor seconds of one compiler: a busy one ends by itself even if the grader is killed. */
export const COMPILE_CPU_SECONDS = 60;
/** Linux only. */
export const COMPILE_MEMORY_BYTES = 512 * 1024 * 1024;
/** Everything the compiler writes for one submission, including the result. */
export const COMPILE_OUTPUT_BYTES = 64 * 1024 * 1024;
/** A larger package.json is ignored by the compiler. */
export const MANIFEST_LIMIT_BYTES = 64 * 1024;

/** How long to wait for the compiler's exit and last output after it was stopped. */
export const COMPILER_END_LIMIT_MS = 1_000;

/** A Redis is ready in 20 ms; a busy machine takes longer. */
export const REDIS_START_LIMIT_MS = 8_000;

/** What a Redis may store. */
export const REDIS_MEMORY_BYTES = 64 * 1024 * 1024;

/** Connections to one Redis. */
export const REDIS_CLIENTS = 500;

/** What a client of the stand-in for Redis may leave unread before it is dropped. */
export const REDIS_UNREAD_BYTES = 8 * 1024 * 1024;
