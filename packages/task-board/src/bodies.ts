/** What a client may send to change tasks: zod schemas for `request: { body }` of a route. */

import { z } from "zod";

/** The longest title, in UTF-16 code units. */
const MAX_TITLE = 200;

/** The longest description, in UTF-16 code units. */
const MAX_DESCRIPTION = 10_000;

/** Far below 2^53, where adding 1 to a position would give the same number and the end of a list would be no end. */
const MAX_POSITION = 1_000_000_000;

/** SQLite keeps U+0000 in a text, and libsql reads no further than to it. */
const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes("\0"), "must not contain U+0000");

const id = text(200).min(1);

/** `POST /tasks`: the title has 1 to 200 characters that are not all blank, the description at most 10,000. */
export const createTaskBody = z.object({
  listId: id,
  title: text(MAX_TITLE).refine((title) => title.trim() !== "", "must not be empty"),
  description: text(MAX_DESCRIPTION).nullish(),
  assigneeId: id.nullish(),
});

/**
 * `PATCH /tasks/:id/move`: without a position the task goes to the end of the list. A position is any number between those
 * of two neighbours, such as 1.5, and within ±1,000,000,000.
 */
export const moveTaskBody = z.object({
  listId: id,
  position: z.number().min(-MAX_POSITION).max(MAX_POSITION).optional(),
});

export type CreateTask = z.infer<typeof createTaskBody>;
export type MoveTask = z.infer<typeof moveTaskBody>;
