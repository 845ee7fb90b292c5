import { EventEmitter } from "node:events";
import type { BoardEvent } from "@workbook/task-board";

export type Subscriber = (event: BoardEvent) => void;

const emitter = new EventEmitter();

export const subscribe = (subscriber: Subscriber) => {
  emitter.on("event", (event: BoardEvent) => {
    try {
      subscriber(event);
    } catch (e) {
      console.error(e);
    }
  });
};

export const publish = (event: BoardEvent) => void emitter.emit("event", event);
