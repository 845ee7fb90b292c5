/**
 * The HTTP side of the app: a health probe, signing in and out, and who is on a board. Given and finished: nothing in this file is
 * part of an exercise.
 */

import { route, setup } from "@hectoday/http";
import { z } from "zod";
import { getPresence } from "./presence.js";
import { createSession, endSession, readCookie } from "./sessions.js";

const health = route.get("/health", {
  resolve: () => Response.json({ status: "ok" }),
});

const login = route.post("/login", {
  request: { body: z.object({ email: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Send an email" }, { status: 400 });
    const session = createSession(c.input.body.email);
    if (session === null) return Response.json({ error: "Unknown user" }, { status: 401 });
    const cookie = `session=${session.token}; HttpOnly; SameSite=Lax; Path=/`;
    return Response.json({ data: session }, { headers: { "Set-Cookie": cookie } });
  },
});

const logout = route.post("/logout", {
  resolve: (c) => {
    const token = readCookie(c.request.headers.get("cookie") ?? undefined, "session");
    if (token !== null) endSession(token);
    return new Response(null, { status: 204 });
  },
});

const presence = route.get("/boards/:boardId/presence", {
  request: { params: z.object({ boardId: z.string() }) },
  resolve: (c) => {
    if (!c.input.ok) return Response.json({ error: "Invalid board id" }, { status: 400 });
    return Response.json({ data: getPresence(c.input.params.boardId) });
  },
});

export const app = setup({ routes: [health, login, logout, presence] });
