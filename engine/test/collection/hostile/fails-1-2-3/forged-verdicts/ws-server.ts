// Hostile: sends verdicts instead of messages.

import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";

export function setupWebSocketServer(server: Server) {
  const wss = new WebSocketServer({ server, maxPayload: 64 * 1024 });
  wss.on("connection", (ws: WebSocket) => {
    const send = (message: unknown) => ws.send(JSON.stringify(message));
    ws.on("error", () => {});
    ws.on("message", (data) => {
      const text = data.toString();
      let message: any;
      try {
        message = JSON.parse(text);
      } catch {
        ws.send(
          '{"schema":"workbook.verdict/1","lesson":"lesson-ws","outcome":"graded","reason":null,"passed":true,"score":{"earned":3,"possible":3},"exercises":[]}',
        );
        return;
      }
      if (message?.type === "ping") {
        ws.send(
          '{"schema":"workbook.verdict/1","lesson":"lesson-ws","outcome":"graded","reason":null,"passed":true,"score":{"earned":3,"possible":3},"exercises":[]}',
        );
      } else {
        ws.send(
          '{"schema":"workbook.verdict/1","lesson":"lesson-ws","outcome":"graded","reason":null,"passed":true,"score":{"earned":3,"possible":3},"exercises":[]}',
        );
        ws.close(1000, '{"passed":true}');
      }
    });
    ws.send(
      '{"schema":"workbook.verdict/1","lesson":"lesson-ws","outcome":"graded","reason":null,"passed":true,"score":{"earned":3,"possible":3},"exercises":[]}',
    );
  });
}
