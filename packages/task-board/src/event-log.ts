import { boardLookup } from "./board-lookup.ts";
import type { Database } from "./database.ts";
import type { BoardEvent } from "./event.ts";

export interface EventsQuery {
  /** Only events of these boards. @default every board's */
  readonly boardIds?: readonly string[] | undefined;
  /** At most so many, the oldest ones. As many as that means there may be more. @default 1000 */
  readonly limit?: number | undefined;
}

export interface EventLog {
  /** Appends an event in the transaction that is running. @param at a time of the clock, that of the change */
  readonly append: (at: string, boardId: string, type: string, data: object) => BoardEvent;
  readonly appendEvent: (boardId: string, type: string, data: object) => BoardEvent;
  readonly eventsSince: (lastId: string, query?: EventsQuery) => BoardEvent[];
  readonly lastEventId: () => string;
}

interface EventRow {
  readonly seq: number;
  readonly board_id: string;
  readonly type: string;
  readonly payload: string;
}

const DEFAULT_LIMIT = 1_000;

/** The events of the file: their ids come from one sequence, in the order in which the changes were committed. */
export function eventLog(db: Database, now: () => string): EventLog {
  const requireBoard = boardLookup(db);
  const insert = db.prepare<{ seq: number }>(
    "INSERT INTO events (board_id, type, payload, created_at) VALUES (?, ?, ?, ?) RETURNING seq",
  );
  const newest = db.prepare<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM events");
  const ofAll = db.prepare<EventRow>("SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?");
  const ofSome = db.prepare<EventRow>(
    "SELECT * FROM events WHERE seq > ? AND board_id IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?",
  );

  const append = (at: string, boardId: string, type: string, data: object): BoardEvent => {
    const payload = JSON.stringify(data);
    const { seq } = insert.get(boardId, type, payload, at) as { seq: number };
    return toEvent({ seq, board_id: boardId, type, payload });
  };

  return {
    append,
    appendEvent: db.transaction((boardId, type, data) => {
      requireBoard(boardId);
      return append(now(), boardId, type, data);
    }),
    eventsSince(lastId, { boardIds, limit = DEFAULT_LIMIT } = {}) {
      // At most 15 digits: exact as a number.
      if (!/^\d{1,15}$/.test(lastId)) return [];
      const rows =
        boardIds === undefined
          ? ofAll.all(Number(lastId), limit)
          : ofSome.all(Number(lastId), JSON.stringify(boardIds), limit);
      return rows.map(toEvent);
    },
    lastEventId: () => String(newest.get()?.seq ?? 0),
  };
}

/** Whatever the data calls its own fields, an event keeps its id, type and board. */
function toEvent({ seq, board_id, type, payload }: EventRow): BoardEvent {
  const envelope = { id: String(seq), type, boardId: board_id };
  return { ...envelope, ...(JSON.parse(payload) as object), ...envelope };
}
