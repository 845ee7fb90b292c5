import type { Database } from "./database.ts";

/** What the clock says where nothing was ever stored: before every stamp. */
export const NO_STAMP = "1970-01-01T00:00:00.000Z";

/** Reads the latest time that a task or an event of the file has. */
export function latestStamp(db: Database): () => string {
  const latest = db.prepare<{ stamp: string }>(`
    SELECT max(
      coalesce((SELECT max(updated_at) FROM tasks), '${NO_STAMP}'),
      -- A deleted task takes its time along; its event stays.
      coalesce((SELECT created_at FROM events ORDER BY seq DESC LIMIT 1), '${NO_STAMP}')
    ) AS stamp`);
  return () => latest.get()?.stamp ?? NO_STAMP;
}

/**
 * A clock for `updated_at`: every time it gives is later than all that it gave before and all that are in the file, by a
 * millisecond at least. Called inside a transaction, where no other process writes, this holds over all processes: two
 * changes never have the same time, even when a clock is set back.
 */
export function strictClock(db: Database): () => string {
  const latest = latestStamp(db);
  let last = 0;
  return () => {
    last = Math.max(Date.now(), last + 1, Date.parse(latest()) + 1);
    return new Date(last).toISOString();
  };
}
