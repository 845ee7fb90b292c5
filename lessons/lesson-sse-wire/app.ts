/**
 * The routes that make encoder, stream and parser reachable from outside. Given and finished: nothing in this file is part
 * of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";
import { publish } from "./raw.js";
import { formatComment, formatSSE, InvalidFieldError } from "./sse-format.js";
import { createParser, type ParsedEvent } from "./sse-parser.js";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

/** What `/encode` takes: an event, or a comment. */
const encodeBody = z.union([
  z.object({ comment: z.string() }),
  z.object({
    data: z.string(),
    event: z.string().optional(),
    id: z.string().optional(),
    retry: z.number().int().nonnegative().optional(),
  }),
]);

const encode = route.post("/encode", {
  request: { body: encodeBody },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid event", issues: c.input.issues }, { status: 400 });
    const { body } = c.input;
    const text = "comment" in body ? formatComment(body.comment) : formatSSE(body);
    return new Response(text, { headers: { "Content-Type": "text/event-stream" } });
  },
});

/** Feeds the body to the parser, cut into pieces of the sizes that `X-Chunk-Sizes` lists; the last piece is the rest. */
const decode = route.post("/decode", {
  resolve: async (c) => {
    const bytes = new Uint8Array(await c.request.arrayBuffer());
    const sizes = (c.request.headers.get("x-chunk-sizes") ?? "").split(",").filter((size) => size !== "");
    const events: ParsedEvent[] = [];
    const parser = createParser((event) => events.push(event));
    let start = 0;
    for (const size of sizes) {
      parser.push(bytes.subarray(start, start + Number(size)));
      start += Number(size);
    }
    parser.push(bytes.subarray(start));
    parser.end();
    return Response.json({ data: { events, lastEventId: parser.lastEventId, retry: parser.retry ?? null } });
  },
});

/** Sends the body to every open stream, byte for byte. */
const publishBlock = route.post("/raw/publish", {
  resolve: async (c) => {
    publish(await c.request.text());
    return new Response(null, { status: 204 });
  },
});

export const app = setup({
  routes: [health, encode, decode, publishBlock],
  onError: ({ error }) => {
    // What cannot be written as a field is the client's mistake, and the sentence is written for the client.
    if (error instanceof InvalidFieldError) return Response.json({ error: error.message }, { status: 400 });
    // Anything else is a bug of ours: the log gets the stack, the client a status and no details.
    console.error("Request failed:", error);
    return Response.json({ error: "Internal error" }, { status: 500 });
  },
});
