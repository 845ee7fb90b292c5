/**
 * A gate at which submissions wait before they serve, so that a test controls when they are graded and for how long.
 */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "../grade/processes.ts";

const ARRIVAL_LIMIT_MS = 60_000;

export interface Gate {
  /** Source text for the top of a `server.ts`, which waits at the gate. */
  readonly wait: string;
  /** Resolves once a submission has arrived since the gate was created or last shut. */
  arrival(): Promise<void>;
  /** Lets all waiting submissions pass, and later ones. */
  open(): void;
  /** Makes later submissions wait. */
  shut(): void;
  remove(): void;
}

export async function shutGate(): Promise<Gate> {
  const waiting = new Set<ServerResponse>();
  let arrived = 0;
  let isOpen = false;
  const server = createServer((request, response) => {
    arrived += 1;
    if (isOpen) return void response.end();
    waiting.add(response);
    request.once("close", () => waiting.delete(response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    wait: `await fetch("http://127.0.0.1:${(server.address() as AddressInfo).port}/");\n`,
    arrival: async () => {
      if (!(await until(() => arrived > 0, ARRIVAL_LIMIT_MS))) throw new Error("nobody came to the gate");
    },
    open: () => {
      isOpen = true;
      for (const response of waiting) response.end();
    },
    shut: () => {
      isOpen = false;
      arrived = 0;
    },
    remove: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
