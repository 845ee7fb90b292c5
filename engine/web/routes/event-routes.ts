import { group } from "@hectoday/http";
import * as z from "zod";
import { asked, route } from "../env.ts";
import { eventStream } from "../live/event-stream.ts";
import { courseView } from "../views/course-view.ts";

/** What happens, as it happens. */
export const eventRoutes = group([
  route.get("/api/events", {
    request: { query: z.object({ lesson: z.string().optional(), after: z.string().max(60).optional() }) },
    resolve: async (c) => {
      const { journal, desks, workbook, signal } = c.env;
      const { lesson, after } = asked(c).query;
      const id = c.request.headers.get("last-event-id") ?? after ?? null;
      if (lesson === undefined)
        return eventStream({
          journal,
          lesson: null,
          after: id,
          snapshot: async () => ({ lesson: null, course: await courseView(workbook) }),
          onEnd: () => {},
          signal,
        });
      const open = await desks.hold(lesson);
      return eventStream({
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
