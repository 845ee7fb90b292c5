/**
 * The limits of an archive. The unpacked files have the limits of any submission (engine/grade/limits.ts); these bound
 * the work of unpacking. An archive with node_modules stays within them, because that folder is skipped.
 */
import { MAX_DEPTH } from "../../grade/limits.ts";

/** The size of the archive file. */
export const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;

/** Entries of every kind, including skipped ones. */
export const MAX_ARCHIVE_ENTRIES = 50_000;

/** The decompressed size of a whole tar archive, including skipped entries. */
export const MAX_INFLATED_BYTES = 512 * 1024 * 1024;

/** The highest compression ratio. Source code reaches 10; the maximum of deflate is 1,032. */
export const MAX_RATIO = 200;

/** The ratio is checked from this size on: a short file of one repeated letter is not a bomb. */
export const RATIO_FLOOR_BYTES = 1024 * 1024;

/** Archives often wrap the lesson's files in a few folders. */
export const MAX_WRAPPERS = 4;
export const MAX_ENTRY_DEPTH = MAX_DEPTH + MAX_WRAPPERS;

/** The longest file name of common file systems. */
export const MAX_NAME_BYTES = 255;
