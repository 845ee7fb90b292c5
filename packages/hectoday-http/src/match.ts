/** Finds the route for a request. */

import { addRoute, createRouter, findRoute, type MatchedRoute } from "rou3";
import type { RawParams } from "./context.ts";
import type { RouteDescriptor } from "./route.ts";

export interface Match {
  readonly route: RouteDescriptor;
  /** Empty for a route without parameters. */
  readonly params: RawParams;
}

/**
 * Builds a router from a list of routes, once.
 *
 * @returns a function from method and pathname (as the URL parser leaves it) to the matching route, or `undefined`. A
 *   static segment beats a parameter, a parameter beats a wildcard, and a route of the method beats one for all
 *   methods.
 */
export function createMatcher(
  routes: readonly RouteDescriptor[],
): (method: string, pathname: string) => Match | undefined {
  const router = createRouter<RouteDescriptor>();
  for (const route of routes) addRoute(router, route.method, route.path, route);

  return (method, pathname) => {
    const found: MatchedRoute<RouteDescriptor> | undefined =
      findRoute(router, method, pathname) ??
      // RFC 9110, section 9.3.2: HEAD is GET without the content, so a GET route answers it when nothing else does.
      (method === "HEAD" ? findRoute(router, "GET", pathname) : undefined);
    return found && { route: found.data, params: found.params ?? {} };
  };
}
