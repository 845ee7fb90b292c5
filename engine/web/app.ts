/** The page's server as a Hectoday app, the framework that the course teaches. */
import { setup, type App } from "@hectoday/http";
import { ApiFault } from "./api-fault.ts";
import { ClassFolderError } from "./class/grades-folder.ts";
import type { Env, Locals } from "./env.ts";
import { authorize } from "./guard/authorize.ts";
import { isOwnHost } from "./guard/hosts.ts";
import { securityHeaders } from "./guard/headers.ts";
import { accessRoutes } from "./routes/access-routes.ts";
import { classRoutes } from "./routes/class-routes.ts";
import { consoleRoutes } from "./routes/console-routes.ts";
import { costRoutes } from "./routes/cost-routes.ts";
import { eventRoutes } from "./routes/event-routes.ts";
import { lessonRoutes } from "./routes/lesson-routes.ts";
import { pageRoutes } from "./routes/page-routes.ts";

/** @param onFault called for errors that no request should be able to cause */
export function pageApp(onFault: (error: Error) => void): App<Env> {
  return setup<Locals, Env>({
    routes: [
      ...pageRoutes,
      ...accessRoutes,
      ...lessonRoutes,
      ...costRoutes,
      ...consoleRoutes,
      ...eventRoutes,
      ...classRoutes,
    ],
    onRequest({ request, env }) {
      const { pathname } = new URL(request.url);
      const headers = Object.fromEntries(request.headers);
      return { visitor: authorize(env.authorization, { method: request.method, path: pathname, headers }) };
    },
    onNotFound: () => new ApiFault("not-found", "There is no such address.").answer(),
    onError({ error }) {
      if (error instanceof ApiFault) return error.answer();
      if (error instanceof ClassFolderError) return new ApiFault("no-class", error.message).answer();
      onFault(error);
      return new ApiFault("workbook-fault", `The workbook itself failed: ${error.message}`).answer();
    },
    onResponse({ request, response, env }) {
      const headers = new Headers(response.headers);
      const named = request.headers.get("host") ?? undefined;
      const host = named !== undefined && isOwnHost(env.authorization.hosts, named) ? named : "localhost";
      for (const [name, value] of Object.entries(securityHeaders(host))) headers.set(name, value);
      if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
      return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
    },
  });
}
