import { route } from "@hectoday/http";
import { createTaskBody, moveTaskBody } from "@workbook/task-board";
import { z } from "zod";
import { board } from "./board.js";
import { addClient, broadcast } from "./sse.js";

let sent = board.lastEventId();
let isScheduled = false;

/** What the log has and the clients have not is sent in one go, once for each turn of the event loop. */
function sendWhatIsNew(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    for (const event of board.eventsSince(sent)) {
      broadcast(event.boardId, event);
      sent = event.id;
    }
  });
}

const taskId = z.object({ taskId: z.string() });

const createTask = route.post("/tasks", {
  request: { body: createTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task" }, { status: 400 });
    const { task } = board.createTask(c.input.body);
    sendWhatIsNew();
    return Response.json({ data: task }, { status: 201 });
  },
});

const moveTask = route.patch("/tasks/:taskId/move", {
  request: { params: taskId, body: moveTaskBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid move" }, { status: 400 });
    const { task } = board.moveTask(c.input.params.taskId, c.input.body);
    sendWhatIsNew();
    return Response.json({ data: task });
  },
});

const deleteTask = route.delete("/tasks/:taskId", {
  request: { params: taskId },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid task id" }, { status: 400 });
    board.deleteTask(c.input.params.taskId);
    sendWhatIsNew();
    return new Response(null, { status: 204 });
  },
});

const events = route.get("/boards/:boardId/events", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    const { id } = board.board(c.input.params.boardId);
    return new Response(addClient(id), {
      headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" },
    });
  },
});

export const routes = [createTask, moveTask, deleteTask, events];
