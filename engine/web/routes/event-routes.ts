import { group } from "@hectoday/http";
import * as z from "zod";
import { asked, route, visitorOf } from "../env.ts";
import { clientOf } from "../guard/connections.ts";
import { eventStream } from "../live/event-stream.ts";
import { courseView } from "../views/course-view.ts";

/** What happens, as it happens. */
export const eventRoutes = group([
  route.get("/api/events", {
    request: { query: z.object({ lesson: z.string().optional(), after: z.string().max(60).optional() }) },
    resolve: async (c) => {
      const { journal, desks, workbook, signal, gate, address } = c.env;
      const { lesson, after } = asked(c).query;
      const id = c.request.headers.get("last-event-id") ?? after ?? null;
      const place = gate.connections.take(clientOf(visitorOf(c), address));
      if (lesson === undefined)
        return eventStream({
          place,
          journal,
          lesson: null,
          after: id,
          snapshot: async () => ({ lesson: null, course: await courseView(workbook) }),
          onEnd: () => {},
          signal,
        });
      const open = await desks.hold(lesson).catch((error: unknown) => {
        place.release();
        throw error;
      });
      return eventStream({
        place,
        journal,
        lesson,
        after: id,
        snapshot: () => desks.snapshot(open),
        onEnd: open.release,
        signal,
      });
    },
  }),
]);
