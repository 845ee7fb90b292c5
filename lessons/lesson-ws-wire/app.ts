/**
 * The HTTP side: a health probe, and what a client learns that asks for /echo without a handshake. Given and finished:
 * nothing in this file is part of an exercise.
 */

import { route, setup } from "@hectoday/http";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

/** 426 says that this resource speaks another protocol, and which one (RFC 9110 section 15.5.22). */
const echo = route.get("/echo", {
  resolve: () =>
    Response.json(
      { error: "This is a WebSocket endpoint" },
      { status: 426, headers: { Upgrade: "websocket", Connection: "Upgrade" } },
    ),
});

export const app = setup({ routes: [health, echo] });
