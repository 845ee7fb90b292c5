import { group } from "@hectoday/http";
import * as z from "zod";
import { ApiFault } from "../api-fault.ts";
import { asked, route, visitorOf } from "../env.ts";
import { sessionOf } from "../session.ts";

/** Longer than any code somebody types. */
const CODE_CHARACTERS = 200;

/** Who asks, and how they are let in. */
export const accessRoutes = group([
  route.get("/api/session", {
    resolve: (c) => Response.json(sessionOf(c.env, visitorOf(c))),
  }),
  route.post("/api/access", {
    request: { body: z.object({ code: z.string().max(CODE_CHARACTERS) }) },
    resolve: (c) => {
      const { access } = c.env.gate;
      const entry = access.enter(asked(c).body.code, c.env.address);
      if (entry === "invalid") throw new ApiFault("invalid-code", "Invalid code");
      if ("retryAfterMs" in entry) {
        const minutes = Math.ceil(entry.retryAfterMs / 60_000);
        const wait = `Try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
        throw new ApiFault("too-many-attempts", `Too many wrong codes. ${wait}`, entry.retryAfterMs);
      }
      const session = sessionOf(c.env, { role: entry.role, enteredCode: true });
      return Response.json(session, { headers: { "set-cookie": entry.cookie } });
    },
  }),
  route.post("/api/leave", {
    request: { body: z.object({}) },
    resolve: (c) => {
      asked(c);
      const { access } = c.env.gate;
      return Response.json(sessionOf(c.env, access.visitor(null)), { headers: { "set-cookie": access.leave() } });
    },
  }),
]);
