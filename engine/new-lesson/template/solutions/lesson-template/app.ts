/**
 * The HTTP side of the lesson. TODO(author): what this server does.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";

/** Every lesson's server answers this, even before any exercise is begun. */
const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const greeting = route.get("/greetings/:name", {
  request: { params: z.object({ name: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid name" }, { status: 400 });

    //#region Exercise 1: answer with the greeting "Hello, <name>!"
    //= return Response.json({ greeting: "" });
    return Response.json({ greeting: `Hello, ${c.input.params.name}!` });
    //#endregion
  },
});

export const app = setup({ routes: [health, greeting] });
