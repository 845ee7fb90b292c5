import { BoardError } from "./board-error.ts";
import type { Database } from "./database.ts";

export interface BoardSummary {
  readonly id: string;
  readonly name: string;
}

/** Finds a board by its id. The function throws a `BoardError` where there is none. */
export function boardLookup(db: Database): (boardId: string) => BoardSummary {
  const byId = db.prepare<BoardSummary>("SELECT id, name FROM boards WHERE id = ?");
  return (boardId) => {
    const board = byId.get(boardId);
    if (board === undefined) throw new BoardError("unknown-board", `there is no board "${boardId}"`);
    return board;
  };
}
