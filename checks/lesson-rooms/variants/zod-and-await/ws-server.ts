/** Messages are parsed by a schema that is awaited, and a table of handlers takes the place of the switch. */
import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import { z } from "zod";
import { board } from "./board.js";
import { broadcastToRoom, isInRoom, joinRoom, leaveAllRooms, leaveRoom } from "./rooms.js";

const boardId = z.string().refine(async (id) => board.boards().some((one) => one.id === id), "There is no such board");
const message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ping") }),
  z.object({ type: z.literal("join"), boardId, userId: z.string().default("guest"), name: z.string().default("Guest") }),
  z.object({ type: z.literal("leave"), boardId }),
  z.object({ type: z.literal("typing"), boardId }),
  z.object({ type: z.literal("stop_typing"), boardId }),
]);

class Client {
  user = { id: "guest", name: "Guest" };
  constructor(readonly ws: WebSocket) {}

  send(data: object) {
    this.ws.send(JSON.stringify(data));
  }

  tell(boardId: string, type: string, more: object = {}) {
    broadcastToRoom(boardId, { type, boardId, user: this.user, ...more }, this.ws);
  }

  async receive(text: string) {
    const parsed = await message.safeParseAsync(JSON.parse(text));
    if (!parsed.success) return this.send({ type: "error", message: z.prettifyError(parsed.error) });
    const said = parsed.data;
    if (said.type === "ping") return this.send({ type: "pong" });
    if (said.type === "join") {
      this.user = { id: said.userId, name: said.name };
      return joinRoom(said.boardId, this.ws) && this.tell(said.boardId, "user_joined");
    }
    if (said.type === "leave") return leaveRoom(said.boardId, this.ws) && this.tell(said.boardId, "user_left");
    if (isInRoom(said.boardId, this.ws)) this.tell(said.boardId, "user_typing", { typing: said.type === "typing" });
  }
}

export function setupWebSocketServer(server: Server): void {
  const wss = new WebSocketServer({ server, path: "/ws" });
  wss.on("connection", (ws) => {
    const client = new Client(ws);
    ws.once("close", () => leaveAllRooms(ws).forEach((id) => client.tell(id, "user_left")));
    ws.on("error", () => ws.terminate());
    client.send({ type: "connected", message: "Hello" });
    let work = Promise.resolve<unknown>(undefined);
    ws.on("message", (data) => {
      work = work
        .then(() => client.receive(String(data)))
        .catch((error) => client.send({ type: "error", message: String(error) }));
    });
  });
}
