/**
 * The HTTP side of the app: a health probe, signing in and signing out. Given and finished: nothing in this file is part
 * of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";
import { createSession, endSession, readCookie } from "./sessions.js";

/** Scripts cannot read the cookie, and pages of other sites cannot send it along. */
const COOKIE_ATTRIBUTES = "HttpOnly; SameSite=Lax; Path=/";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const login = route.post("/login", {
  request: { body: z.object({ email: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Send an email" }, { status: 400 });
    const session = createSession(c.input.body.email);
    if (session === null) return Response.json({ error: "Unknown user" }, { status: 401 });
    return Response.json(
      { data: session },
      { headers: { "Set-Cookie": `session=${session.token}; ${COOKIE_ATTRIBUTES}` } },
    );
  },
});

const logout = route.post("/logout", {
  resolve: (c) => {
    const token = readCookie(c.request.headers.get("cookie") ?? undefined, "session");
    if (token !== null) endSession(token);
    return new Response(null, {
      status: 204,
      headers: { "Set-Cookie": `session=; Max-Age=0; ${COOKIE_ATTRIBUTES}` },
    });
  },
});

export const app = setup({ routes: [health, login, logout] });
