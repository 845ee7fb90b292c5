/**
 * The HTTP side of the lesson. TODO(author): what this server does.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";

/** Every lesson's server answers this, before an exercise is begun too. */
const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const greeting = route.get("/greetings/:name", {
  request: { params: z.object({ name: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid name" }, { status: 400 });

    // What stands in a region is the learner's to write. In the starter, the region's text is a TODO, and the lines that
    // begin with `//= ` stand in place of the code.
    //#region Exercise 1: answer with the greeting "Hello, <name>!"
    //= return Response.json({ greeting: "" });
    return Response.json({ greeting: `Hello, ${c.input.params.name}!` });
    //#endregion
  },
});

export const app = setup({ routes: [health, greeting] });
