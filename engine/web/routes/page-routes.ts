import { group } from "@hectoday/http";
import * as z from "zod";
import type { LessonView, PageState } from "../api.ts";
import { ApiFault } from "../api-fault.ts";
import { asked, route, visitorOf, type Env } from "../env.ts";
import { shell } from "../pages/shell.ts";
import { sessionOf } from "../session.ts";
import { courseView } from "../views/course-view.ts";
import { lessonView } from "../views/lesson-view.ts";
import type { Visitor } from "../guard/access.ts";

const FOR_EVER = "public, max-age=31536000, immutable";

/** The page at all its addresses, and its files. */
export const pageRoutes = group([
  route.get("/assets/:name", {
    request: { params: z.object({ name: z.string() }) },
    resolve: async (c) => {
      const { name } = asked(c).params;
      const { script, style } = await c.env.bundle();
      const asset = [script, style].find((each) => each.name === name);
      if (asset === undefined) throw new ApiFault("not-found", "There is no such file.");
      const headers = { "content-type": asset.type, "cache-control": FOR_EVER, vary: "accept-encoding" };
      const zipped = /\bgzip\b/.test(c.request.headers.get("accept-encoding") ?? "");
      return zipped
        ? new Response(new Uint8Array(asset.gzipped), { headers: { ...headers, "content-encoding": "gzip" } })
        : new Response(new Uint8Array(asset.content), { headers });
    },
  }),
  route.get("/lessons/:slug/**", {
    request: { params: z.object({ slug: z.string() }) },
    resolve: (c) => page(c.env, visitorOf(c), asked(c).params.slug),
  }),
  route.get("/api/**", {
    resolve: () => {
      throw new ApiFault("not-found", "There is no such address.");
    },
  }),
  ...["/", "/code", "/class", "/class/**"].map((path) =>
    route.get(path, { resolve: (c) => page(c.env, visitorOf(c)) }),
  ),
  // The page itself says that there is nothing at this address and links back.
  route.get("/**", { resolve: async (c) => asNotFound(await page(c.env, visitorOf(c))) }),
]);

async function page(env: Env, visitor: Visitor, slug?: string): Promise<Response> {
  const isIn = visitor.role !== null;
  const [bundle, course, lesson] = await Promise.all([
    env.bundle(),
    isIn ? courseView(env.workbook) : null,
    isIn && slug !== undefined ? lessonOrNull(env, slug) : null,
  ]);
  const state: PageState = { session: sessionOf(env, visitor), course, lesson };
  return new Response(shell(bundle, state), {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}

function asNotFound({ body, headers }: Response): Response {
  return new Response(body, { status: 404, headers });
}

/** Null for an unknown lesson, because the page itself explains what is wrong. */
async function lessonOrNull({ workbook, lessons, editor }: Env, slug: string): Promise<LessonView | null> {
  try {
    const known = await lessons.find(slug);
    return await lessonView({ workbook, ...known, progress: await lessons.progress(known), editor: editor.name });
  } catch (error) {
    if (error instanceof ApiFault) return null;
    throw error;
  }
}
