import { group, route } from "@hectoday/http";
import { createTaskBody, moveTaskBody } from "@workbook/task-board";
import * as z from "zod";
import { board } from "./board.js";
import { addClient, broadcast } from "./sse.js";

const taskId = z.object({ taskId: z.string() });
const refused = () => Response.json({ error: "Bad request" }, { status: 400 });

// The events are put together from what the board returned, without its id, and with more than the table asks for.
export const routes = group([
  route.post("/tasks", {
    request: { body: createTaskBody },
    resolve(c) {
      if (!c.input.ok) return refused();
      const { task } = board.createTask(c.input.body);
      broadcast(task.boardId, { task, boardId: task.boardId, type: "task_created", at: Date.now() });
      return Response.json({ data: task }, { status: 201 });
    },
  }),
  route.patch("/tasks/:taskId/move", {
    request: { params: taskId, body: moveTaskBody },
    async resolve(c) {
      if (!c.input.ok) return refused();
      const { task, event } = board.moveTask(c.input.params.taskId, c.input.body);
      const answer = Response.json({ data: task });
      // After the response was made, and a little later.
      setTimeout(() => {
        const { fromListId } = event;
        broadcast(task.boardId, { task, type: "task_moved", fromListId, boardId: task.boardId });
      }, 20);
      return answer;
    },
  }),
  route.delete("/tasks/:taskId", {
    request: { params: taskId },
    async resolve(c) {
      if (!c.input.ok) return refused();
      const { task } = board.deleteTask(c.input.params.taskId);
      await Promise.resolve();
      broadcast(task.boardId, { taskId: task.id, type: "task_deleted", boardId: task.boardId });
      return new Response(null, { status: 204 });
    },
  }),
  route.get("/boards/:boardId/events", {
    async resolve({ request }) {
      const boardId = new URL(request.url).pathname.split("/")[2] ?? "";
      if (!board.boards().some(({ id }) => id === boardId))
        return Response.json({ error: { code: "unknown-board" } }, { status: 404 });
      await new Promise((resolve) => setTimeout(resolve, 10));
      const response = new Response(addClient(boardId));
      response.headers.set("content-type", "Text/Event-Stream;charset=UTF-8");
      response.headers.set("cache-control", "no-cache, no-transform");
      response.headers.set("x-accel-buffering", "no");
      return response;
    },
  }),
]);
