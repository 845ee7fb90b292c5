/** How long the grader waits and how much it lets a submission use. Every limit has its unit in its name. */

/** From the order to start until the first port accepts a connection. One second less than the verdict's own promise. */
export const BOOT_LIMIT_MS = 9_000;

/** The same for a server that is only examined: what it did by then is looked at. */
export const OBSERVED_BOOT_LIMIT_MS = 2_500;

/** A machine that is too busy is nobody's fault: what a server waited for a processor comes on top, up to this much. */
export const MAX_STARVED_MS = 9_000;

/** Unless it has used this much of a processor: then it has had what every server needs to start, many times over. */
export const BOOT_PROCESSOR_MS = 5_000;

/** A server whose first port is neither the expected one nor 3000 may open that one within this time. */
export const SECOND_LISTENER_MS = 150;

/** A port that is listened on accepts a connection within this time. */
export const ACCEPT_LIMIT_MS = 2_000;

/** A server that accepts connections is given this long to show that its event loop turns. */
export const TURN_LIMIT_MS = 250;

/** After a process has ended, its last output is waited for this long; a grandchild may hold the pipe open. */
export const DRAIN_LIMIT_MS = 150;

/** The kernel ends what is left in a sandbox within this time. */
export const GONE_LIMIT_MS = 2_000;

/** How often memory, processes and output are looked at. */
export const USE_POLL_MS = 100;

/** What one process may take between two looks: its own data, as the kernel counts it. Linux only. */
export const DATA_LIMIT_BYTES = 2 * 1024 * 1024 * 1024;

/** The server and all that it started. */
export const PROCESS_LIMIT = 64;

/** Open files of one process, connections included. */
export const OPEN_FILES_LIMIT = 4_096;

/** The same of the server and all that it started together: pipes hold memory that belongs to no process. */
export const OPEN_FILES_TOGETHER_LIMIT = 8_192;

/** In a sandbox of namespaces: files, folders and kilobytes of extended attributes that lie in its two folders. */
export const FILES_IN_SANDBOX_LIMIT = 20_000;

/** The same: Unix sockets, of which each can hold 208 KB that belong to no process. A child of Node has six for its streams. */
export const UNIX_SOCKETS_LIMIT = 1_024;

/** Below so many connections, or so much memory of TCP on the whole machine, what waits in them is not looked at. */
export const SUSPICIOUS_TCP_SOCKETS = 40;
export const SUSPICIOUS_TCP_BYTES = 128 * 1024 * 1024;

/** The largest file it may write. */
export const FILE_LIMIT_BYTES = 64 * 1024 * 1024;

/** All files of one server's database together, its log included. */
export const DATABASE_LIMIT_BYTES = 64 * 1024 * 1024;

/** Printed to both streams together. What is beyond `OUTPUT_TAIL_BYTES` is read and dropped, until this much is too much. */
export const OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** Processor seconds of one server: a busy loop ends by itself even if the grader is killed. */
export const CPU_LIMIT_SECONDS = 60;

/** Kept of each output stream: the last part, where errors are. */
export const OUTPUT_TAIL_BYTES = 64 * 1024;

/** Lines of one server's reports that are read: each may cost a look at the system's tables. */
export const MAX_REPORTS = 20;

/** The same of what a server that is examined reports of itself. */
export const MAX_SEEN = 500;

/** What a submission may hold. */
export const MAX_FILES = 1_000;
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
export const MAX_TOTAL_BYTES = 32 * 1024 * 1024;
export const MAX_DEPTH = 12;
/** A path relative to the submission. What is longer may not fit below a temporary folder. */
export const MAX_PATH_BYTES = 1_024;

/** What compiling one submission may take: a lesson's own code takes some hundredths of a second and 20 MB. */
export const COMPILE_LIMIT_MS = 10_000;
/** What the compiler waited for a processor comes on top, up to this much, as long as it has used less than the limit. */
export const COMPILE_MAX_STARVED_MS = 40_000;
/** Processor seconds of one compiler: a busy one ends by itself even if the grader is killed. */
export const COMPILE_CPU_SECONDS = 60;
/** Linux only. */
export const COMPILE_MEMORY_BYTES = 512 * 1024 * 1024;
/** What the compiler says to us meanwhile, its result included. */
export const COMPILE_OUTPUT_BYTES = 64 * 1024 * 1024;
/** A package.json that is larger tells the compiler nothing. */
export const MANIFEST_LIMIT_BYTES = 64 * 1024;

/** After the compiler has broken off, its end and its last words are waited for this long. */
export const COMPILER_END_LIMIT_MS = 1_000;

/** A Redis is ready in 20 ms; a busy machine takes longer. */
export const REDIS_START_LIMIT_MS = 8_000;

/** What a Redis may store. */
export const REDIS_MEMORY_BYTES = 64 * 1024 * 1024;

/** Connections to one Redis. */
export const REDIS_CLIENTS = 500;

/** What a client of the stand-in for Redis may leave unread before it is dropped. */
export const REDIS_UNREAD_BYTES = 8 * 1024 * 1024;
