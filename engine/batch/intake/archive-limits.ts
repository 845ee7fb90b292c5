/**
 * How much an archive may be and hold. What it leaves behind has the limits of any submission (engine/grade/limits.ts);
 * these bound the work of finding that out. A packed node_modules stays within them: it is passed over, not unpacked.
 */
import { MAX_DEPTH } from "../../grade/limits.ts";

/** The file itself. */
export const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;

/** Entries of every kind, also those that are passed over. */
export const MAX_ARCHIVE_ENTRIES = 50_000;

/** What decompressing a whole tar archive may yield, passed-over entries included. */
export const MAX_INFLATED_BYTES = 512 * 1024 * 1024;

/** How many times its packed size something may unpack to. Source code reaches 10; deflate itself ends at 1,032. */
export const MAX_RATIO = 200;

/** The ratio is looked at from here on: a short file of one repeated letter is no bomb. */
export const RATIO_FLOOR_BYTES = 1024 * 1024;

/** An archive often wraps the work in a few folders that are looked through. */
export const MAX_WRAPPERS = 4;
export const MAX_ENTRY_DEPTH = MAX_DEPTH + MAX_WRAPPERS;

/** What file systems take as one name. */
export const MAX_NAME_BYTES = 255;
