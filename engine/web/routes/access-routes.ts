import { group } from "@hectoday/http";
import * as z from "zod";
import { ApiFault } from "../api-fault.ts";
import { count } from "../../text/phrases.ts";
import { asked, route, visitorOf } from "../env.ts";
import { sessionOf } from "../session.ts";

/** Longer than a code that a person types. */
const CODE_CHARACTERS = 200;

/** The visitor's session, entering a code and leaving. */
export const accessRoutes = group([
  route.get("/api/session", {
    resolve: (c) => Response.json(sessionOf(c.env, visitorOf(c))),
  }),
  route.post("/api/access", {
    request: { body: z.object({ code: z.string().max(CODE_CHARACTERS) }) },
    resolve: async (c) => {
      const { access } = c.env.authorization;
      const entry = await access.enter(asked(c).body.code, c.env.address);
      if (entry === "invalid") throw new ApiFault("invalid-code", "Invalid code");
      if ("retryAfterMs" in entry) {
        const wait = `Try again in ${count(Math.ceil(entry.retryAfterMs / 1_000), "second")}.`;
        throw new ApiFault("too-many-attempts", `Too many codes were tried from here. ${wait}`, entry.retryAfterMs);
      }
      const session = sessionOf(c.env, { role: entry.role, enteredCode: true, session: null });
      return Response.json(session, { headers: { "set-cookie": entry.cookie } });
    },
  }),
  route.post("/api/leave", {
    request: { body: z.object({}) },
    resolve: async (c) => {
      asked(c);
      const { access, connections } = c.env.authorization;
      const cookie = await access.leave(c.request.headers.get("cookie"));
      const { session } = visitorOf(c);
      if (session !== null) connections.endSession(session);
      return Response.json(sessionOf(c.env, access.visitor(null)), { headers: { "set-cookie": cookie } });
    },
  }),
]);
