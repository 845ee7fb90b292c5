// Right: keeps what comes over the connection until it has caught up, so that it prints everything in order. Its cursor is the id of the
// last event that it printed.
import WebSocket from "ws";
import { BACKOFF_BASE_MS, BACKOFF_MAX_MS, BOARD_ID, SERVER_URL, SILENCE_LIMIT_MS, TOKEN } from "./config.js";

interface BoardEvent {
  id: string;
  type: string;
}

class BoardClient {
  private cursor: string | undefined;
  private retries = 0;

  connect(): void {
    const socket = new WebSocket(`${SERVER_URL.replace("http", "ws")}/ws?token=${TOKEN}`, {
      handshakeTimeout: SILENCE_LIMIT_MS,
    });
    let pending: BoardEvent[] | undefined = [];
    let watchdog: NodeJS.Timeout | undefined;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => socket.terminate(), SILENCE_LIMIT_MS);
    };

    socket.on("open", () => {
      alive();
      socket.send(JSON.stringify({ type: "join", boardId: BOARD_ID }));
    });
    socket.on("ping", alive);
    socket.on("message", async (data) => {
      const message = JSON.parse(String(data)) as BoardEvent;
      if (message.type === "joined") {
        try {
          const hadCursor = this.cursor !== undefined;
          await this.catchUp();
          // Without a cursor, nothing was fetched: the cursor of now may be that of an event that waits here.
          if (!hadCursor && pending !== undefined && pending.length > 0) this.cursor = undefined;
          for (const event of pending ?? []) this.print(event);
          pending = undefined;
          this.retries = 0;
        } catch (error) {
          console.error("could not catch up", error);
          socket.terminate();
        }
      } else if (message.id !== undefined) {
        if (pending === undefined) this.print(message);
        else pending.push(message);
      }
    });
    socket.on("error", () => {});
    socket.on("close", (code) => {
      clearTimeout(watchdog);
      if (code === 4401) {
        console.error("not allowed");
        process.exit(1);
      }
      const cap = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * Math.pow(2, this.retries++));
      setTimeout(() => this.connect(), cap / 2 + (Math.random() * cap) / 2);
    });
  }

  private async catchUp(): Promise<void> {
    const query = this.cursor === undefined ? "" : `?since=${this.cursor}`;
    const response = await fetch(`${SERVER_URL}/boards/${BOARD_ID}/poll${query}`);
    if (response.status !== 200) throw new Error(response.statusText);
    const { data, timestamp } = (await response.json()) as { data: BoardEvent[]; timestamp: string };
    data.forEach((event) => this.print(event));
    this.cursor = timestamp;
  }

  private print(event: BoardEvent): void {
    if (this.cursor !== undefined && Number(event.id) <= Number(this.cursor)) return;
    this.cursor = event.id;
    console.log(JSON.stringify(event));
  }
}

new BoardClient().connect();
