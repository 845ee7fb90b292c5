import type { LessonDefinition } from "#kit";
import { failures } from "./failures.ts";

export default {
  entry: "server.ts",
  edits: ["rooms.ts", "ws-server.ts", "app.ts"],
  given: ["server.ts", "board.ts"],
  packages: ["ws", "@hectoday/http", "@workbook/task-board", "srvx/node", "zod"],
  websocketPaths: ["/ws"],
  board: true,
  failures,
  exercises: [
    { id: 1, title: "Let clients join and leave the rooms of boards" },
    { id: 2, title: "Send every change of a board to its room" },
    { id: 3, title: "Announce typing, and remove clients whose connection ends" },
  ],
  requests: [
    { label: "the boards", method: "GET", path: "/boards" },
    { label: "a new task", method: "POST", path: "/tasks", json: { listId: "list-todo", title: "Call Ada" } },
    {
      label: "a new task on another board",
      method: "POST",
      path: "/tasks",
      json: { listId: "list-b2-todo", title: "Call Ben" },
    },
    { label: "move a task", method: "PATCH", path: "/tasks/task-1/move", json: { listId: "list-done" } },
    { label: "delete a task", method: "DELETE", path: "/tasks/task-2" },
    { label: "how many rooms there are", method: "GET", path: "/debug/connections" },
  ],
  messages: [
    { label: "Ada joins", text: '{"type":"join","boardId":"board-1","userId":"ada","name":"Ada"}' },
    { label: "Ben joins", text: '{"type":"join","boardId":"board-1","userId":"ben","name":"Ben"}' },
    { label: "Ben joins another board too", text: '{"type":"join","boardId":"board-2","userId":"ben","name":"Ben"}' },
    { label: "leave", text: '{"type":"leave","boardId":"board-1"}' },
    { label: "I am typing", text: '{"type":"typing","boardId":"board-1"}' },
    { label: "I have stopped", text: '{"type":"stop_typing","boardId":"board-1"}' },
    { label: "join a board that does not exist", text: '{"type":"join","boardId":"no-board"}' },
    { label: "join no board", text: '{"type":"join"}' },
    { label: "are you there?", text: '{"type":"ping"}' },
  ],
  quiz: {
    question: "A browser that is in three rooms crashes. What must take its connection out of them?",
    choices: [
      {
        id: "a",
        text: "The leave message that the browser sends.",
        correct: false,
        explanation:
          "A program that has crashed sends nothing. Leave is for a client that goes on to another board on the same connection.",
      },
      {
        id: "b",
        text: "The server, out of every room, when the close event of the connection comes.",
        correct: true,
        explanation:
          "The operating system ends the connection of a program that has crashed, and the server gets the close event with code 1006. It comes once for each connection, however that ended, so it is the place to clean up in every room.",
      },
      {
        id: "c",
        text: "The next broadcast, when it cannot send to it.",
        correct: false,
        explanation:
          "On a board where nothing happens, nothing is sent, so its members would see a client that is long gone. And send does not even throw: it gives an error to its callback.",
      },
      {
        id: "d",
        text: "TCP, which knows that the connection has ended.",
        correct: false,
        explanation:
          "TCP tells the socket, and ws raises the close event. Of rooms neither knows anything: what your code put into a Set stays there until your code takes it out.",
      },
    ],
  },
} satisfies LessonDefinition;
