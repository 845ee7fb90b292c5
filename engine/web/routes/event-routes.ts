import { group } from "@hectoday/http";
import * as z from "zod";
import { asked, route, visitorOf } from "../env.ts";
import { clientOf } from "../guard/connections.ts";
import { eventStream } from "../live/event-stream.ts";
import { courseView } from "../views/course-view.ts";

/** The stream of live events. */
export const eventRoutes = group([
  route.get("/api/events", {
    request: { query: z.object({ lesson: z.string().optional(), after: z.string().max(60).optional() }) },
    resolve: async (c) => {
      const { events, lessons, workbook, signal, authorization, address } = c.env;
      const { lesson, after } = asked(c).query;
      const id = c.request.headers.get("last-event-id") ?? after ?? null;
      const place = authorization.connections.take(clientOf(visitorOf(c), address));
      if (lesson === undefined)
        return eventStream({
          place,
          events,
          lesson: null,
          after: id,
          snapshot: async () => ({ lesson: null, course: await courseView(workbook) }),
          onEnd: () => {},
          signal,
        });
      const open = await lessons.hold(lesson).catch((error: unknown) => {
        place.release();
        throw error;
      });
      return eventStream({
        place,
        events,
        lesson,
        after: id,
        snapshot: () => lessons.snapshot(open),
        onEnd: open.release,
        signal,
      });
    },
  }),
]);
