/**
 * The Hectoday app: a health probe, and the routes of routes.ts. Given and finished: nothing in this file is part of an
 * exercise.
 */

import { route, setup } from "@hectoday/http";
import { routes } from "./routes.js";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

export const app = setup({
  routes: [health, ...routes],
  // What a handler throws is a bug of ours: the log gets the stack, the client a status and no details.
  onError: ({ error }) => {
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
