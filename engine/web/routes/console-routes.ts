import { group } from "@hectoday/http";
import * as z from "zod";
import { displayPath } from "../../state/display-path.ts";
import { ApiFault } from "../api-fault.ts";
import type { SavedSession } from "../api.ts";
import { asked, isInstructor, route } from "../env.ts";

const lesson = z.object({ slug: z.string() });
const session = lesson.extend({ id: z.string() });

/** Saved conversations. The console itself is a WebSocket: see console-socket.ts. */
export const consoleRoutes = group([
  route.get("/api/lessons/:slug/sessions", {
    request: { params: lesson },
    resolve: async (c) => {
      const open = await c.env.sessions.open(asked(c).params.slug);
      return Response.json({ sessions: open.console.sessions.list });
    },
  }),
  route.post("/api/lessons/:slug/sessions", {
    request: { params: lesson, body: z.object({ name: z.string().max(500) }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const open = await c.env.sessions.open(params.slug);
      return Response.json(await open.console.keep(body.name), { status: 201 });
    },
  }),
  route.get("/api/lessons/:slug/sessions/:id", {
    request: { params: session },
    resolve: async (c) => {
      const { params } = asked(c);
      const { console: shown } = await c.env.sessions.open(params.slug);
      const { id, name, savedAt, events, clients, transcript } = found(await shown.sessions.find(params.id));
      return Response.json({ id, name, savedAt, events, clients, transcript } satisfies SavedSession);
    },
  }),
  route.delete("/api/lessons/:slug/sessions/:id", {
    request: { params: session },
    resolve: async (c) => {
      const { params } = asked(c);
      const { console: shown } = await c.env.sessions.open(params.slug);
      await shown.forget(params.id);
      return Response.json({ sessions: shown.sessions.list });
    },
  }),
  route.post("/api/lessons/:slug/sessions/:id/replay", {
    request: { params: session, body: z.object({ against: z.enum(["mine", "solution"]) }) },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const { workbook, sessions, signal } = c.env;
      const { lesson: own, definition, console: shown } = await sessions.open(params.slug);
      const kept = found(await shown.sessions.find(params.id));
      const isSolution = body.against === "solution";
      if (isSolution && !isInstructor(c) && !(await sessions.progress({ lesson: own, definition })).unlocked)
        throw new ApiFault("locked", "The solution opens when every exercise has passed.");
      const source = isSolution ? own.solution : own.folder;
      const display = displayPath(workbook.root, source);
      const { replay } = await import("../console/replay.ts");
      const what = { workbook, lesson: own, definition, source, display, signal };
      return Response.json(await replay({ session: kept, against: body.against, what }));
    },
  }),
]);

function found<T>(session: T | undefined): T {
  if (session === undefined) throw new ApiFault("not-found", "There is no such conversation.");
  return session;
}
