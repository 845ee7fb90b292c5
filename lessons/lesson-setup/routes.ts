/**
 * The task board over HTTP: read a board, create, move and delete its tasks.
 */

import { randomUUID } from "node:crypto";
import { route } from "@hectoday/http";
import { z } from "zod";
import { db, isForeignKeyError } from "./database.js";
import { selectTasks, toTask, type TaskRow } from "./schema.js";

interface ListRow {
  readonly id: string;
  readonly name: string;
  readonly position: number;
}

/** An error response: a status, and a sentence for the client. */
function failure(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** The task with this id, or undefined. */
function findTask(id: string) {
  const row = db.prepare(`${selectTasks} WHERE tasks.id = ?`).get(id) as TaskRow | undefined;
  return row === undefined ? undefined : toTask(row);
}

const listBoards = route.get("/boards", {
  resolve: () => {
    // TODO(exercise 1): answer with the `id` and `name` of every board
    return failure(501, "GET /boards is not written yet");
  },
});

const showBoard = route.get("/boards/:boardId", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return failure(400, "Invalid board id");
    const { boardId } = c.input.params;
    // TODO(exercise 1): answer with the board, its lists in order, and the tasks of each in order; or 404
    return failure(501, `GET /boards/${boardId} is not written yet`);
  },
});

// TODO(exercise 2): beyond the exercise (S1, not graded): refuse a text with U+0000, where SQLite stops reading
const text = z.string();

// TODO(exercise 2): describe the body: listId, title, and the two fields that may be missing or null
const createTaskBody = z.unknown();

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    // TODO(exercise 2): answer an invalid body with 400
    // TODO(exercise 2): insert the task at the end of its list and answer 201 with it; 404 without list or user
    return failure(501, "POST /tasks is not written yet");
  },
});

// TODO(exercise 3): describe the body: listId, and position, a number that may be missing
const moveTaskBody = z.unknown();

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: z.object({ taskId: z.string() }), body: moveTaskBody },
  resolve: (c) => {
    // TODO(exercise 3): move the task to the position or the end, and answer with it; 400, 404 and 409 as in the README
    return failure(501, "PATCH /tasks/:taskId/move is not written yet");
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: z.object({ taskId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return failure(400, "Invalid task id");
    const { taskId } = c.input.params;
    // TODO(exercise 3): delete the task and answer 204 without a body; 404 when there was none
    return failure(501, `DELETE /tasks/${taskId} is not written yet`);
  },
});

export const routes = [listBoards, showBoard, createTask, moveTask, deleteTask];
