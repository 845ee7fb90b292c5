import { group } from "@hectoday/http";
import * as z from "zod";
import { displayPath } from "../../state/display-path.ts";
import { ApiFault } from "../api-fault.ts";
import type { SavedConversation } from "../api.ts";
import { asked, isInstructor, route } from "../env.ts";

const lesson = z.object({ slug: z.string() });
const conversation = lesson.extend({ id: z.string() });

/** Saved conversations. The console itself is a WebSocket: see console-socket.ts. */
export const consoleRoutes = group([
  route.get("/api/lessons/:slug/conversations", {
    request: { params: lesson },
    resolve: async (c) => {
      const open = await c.env.lessons.open(asked(c).params.slug);
      return Response.json({ conversations: open.console.conversations.list });
    },
  }),
  route.post("/api/lessons/:slug/conversations", {
    request: { params: lesson, body: z.object({ name: z.string().max(500) }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const open = await c.env.lessons.open(params.slug);
      return Response.json(await open.console.keep(body.name), { status: 201 });
    },
  }),
  route.get("/api/lessons/:slug/conversations/:id", {
    request: { params: conversation },
    resolve: async (c) => {
      const { params } = asked(c);
      const { console: shown } = await c.env.lessons.open(params.slug);
      const { id, name, savedAt, events, clients, transcript } = found(await shown.conversations.find(params.id));
      return Response.json({ id, name, savedAt, events, clients, transcript } satisfies SavedConversation);
    },
  }),
  route.delete("/api/lessons/:slug/conversations/:id", {
    request: { params: conversation },
    resolve: async (c) => {
      const { params } = asked(c);
      const { console: shown } = await c.env.lessons.open(params.slug);
      await shown.forget(params.id);
      return Response.json({ conversations: shown.conversations.list });
    },
  }),
  route.post("/api/lessons/:slug/conversations/:id/replay", {
    request: { params: conversation, body: z.object({ against: z.enum(["mine", "solution"]) }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const { workbook, lessons, signal } = c.env;
      const { lesson: own, definition, console: shown } = await lessons.open(params.slug);
      const kept = found(await shown.conversations.find(params.id));
      const isSolution = body.against === "solution";
      if (isSolution && !isInstructor(c) && !(await lessons.progress({ lesson: own, definition })).unlocked)
        throw new ApiFault("locked", "The solution opens when every exercise has passed.");
      const source = isSolution ? own.solution : own.folder;
      const display = displayPath(workbook.root, source);
      const { replay } = await import("../console/replay.ts");
      const what = { workbook, lesson: own, definition, source, display, signal };
      return Response.json(await replay({ conversation: kept, against: body.against, what }));
    },
  }),
]);

function found<T>(conversation: T | undefined): T {
  if (conversation === undefined) throw new ApiFault("not-found", "There is no such conversation.");
  return conversation;
}
