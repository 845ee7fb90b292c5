import { group } from "@hectoday/http";
import * as z from "zod";
import { costFault, type CostNumber } from "../../cost/cost-plan.ts";
import { ApiFault } from "../api-fault.ts";
import { asked, route } from "../env.ts";
import { costStream } from "../live/cost-stream.ts";

const number = (name: CostNumber) => z.number().refine((value) => costFault(name, value) === undefined);
const plan = z.object({
  clients: number("clients"),
  rate: number("rate"),
  seconds: number("seconds"),
  intervalMs: number("intervalMs"),
  against: z.enum(["mine", "solution"]),
});

/** The cost board. */
export const costRoutes = group([
  route.post("/api/lessons/:slug/cost", {
    request: { params: z.object({ slug: z.string() }), body: plan },
    resolve: async (c) => {
      const { params, body } = asked(c);
      const { lessons, workbook, signal } = c.env;
      const { lesson, definition } = await lessons.find(params.slug);
      if (definition.costs === undefined) throw new ApiFault("not-found", "This lesson has nothing to measure.");
      return costStream(workbook, lesson.slug, body, signal);
    },
  }),
]);
