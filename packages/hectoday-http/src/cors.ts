/** Cross-origin requests: the CORS protocol of the Fetch Standard, https://fetch.spec.whatwg.org/#http-cors-protocol */

import { rewrap } from "./response.ts";
import type { RouteDescriptor } from "./route.ts";

/** Who may call this server from a page of another origin, and how. */
export interface CorsOptions {
  /** Allowed origins, compared exactly, or `"*"` for all. */
  origin: string | string[];
  /** Methods a preflight allows. @default GET, HEAD, PUT, PATCH, POST, DELETE */
  methods?: string[];
  /** Request headers a preflight allows. @default the ones the preflight asks for */
  allowHeaders?: string[];
  /** Response headers that scripts may read. */
  exposeHeaders?: string[];
  /** Whether requests may carry cookies. Needs explicit origins. @default false */
  credentials?: boolean;
  /** How long a browser may remember a preflight, in seconds. */
  maxAge?: number;
}

/** The part of a route factory that `preflight` needs. */
interface OptionsRoute {
  options(path: string, config: { resolve(c: { readonly request: Request }): Response }): RouteDescriptor;
}

/** The two pieces of an app's CORS policy. */
export interface CorsResult {
  /**
   * Describes the route that answers preflights on every path. An OPTIONS route for a specific path takes precedence.
   *
   * @param route the factory to build it with: `route`, or what `createRoutes` returned.
   */
  preflight(route: OptionsRoute): RouteDescriptor;
  /**
   * Returns the response with this policy's headers added. Meant for `onResponse`; harmless on a preflight's own
   * answer.
   */
  headers(request: Request, response: Response): Response;
}

const DEFAULT_METHODS = ["GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"];

/**
 * Builds a CORS policy.
 *
 * A refused origin is not an error: it gets the ordinary answer without CORS headers, and the browser blocks it.
 *
 * @throws Error when there is no origin, when an origin is blank, or when credentials are combined with `"*"`, which
 *   browsers do not accept, or with `"null"`, which any page can have as its origin.
 */
export function cors(options: CorsOptions): CorsResult {
  const origins = typeof options.origin === "string" ? [options.origin] : options.origin;
  const anyOrigin = origins.includes("*");
  if (origins.length === 0) throw new Error("Invalid CORS configuration: at least one origin must be provided.");
  if (origins.some((origin) => origin.trim() === "")) {
    throw new Error("Invalid CORS configuration: origin values cannot be empty strings.");
  }
  if (options.credentials && anyOrigin) {
    throw new Error(
      "Invalid CORS configuration: credentials=true cannot be combined with origin '*'. Use explicit origins instead.",
    );
  }
  // Sandboxed frames, `data:` pages and local files all have the origin "null" (HTML Standard, section 7.1.1), so that
  // any site can send it: with cookies it is as open as "*".
  if (options.credentials && origins.includes("null")) {
    throw new Error(
      "Invalid CORS configuration: credentials=true cannot be combined with origin 'null'. Use explicit origins instead.",
    );
  }

  /** Sets what preflights and ordinary answers have in common; says whether the request's origin is allowed. */
  function admit(request: Request, headers: Headers): boolean {
    // The answer depends on the origin even when this request has none, and a cache has to know (RFC 9110, section
    // 12.5.5).
    if (!anyOrigin) addVary(headers, "Origin");
    const origin = request.headers.get("origin");
    if (origin === null || !(anyOrigin || origins.includes(origin))) return false;
    headers.set("access-control-allow-origin", anyOrigin ? "*" : origin);
    if (options.credentials) headers.set("access-control-allow-credentials", "true");
    return true;
  }

  function answerPreflight(request: Request): Response {
    const headers = new Headers();
    if (admit(request, headers)) {
      headers.set("access-control-allow-methods", (options.methods ?? DEFAULT_METHODS).join(", "));
      const asked = request.headers.get("access-control-request-headers");
      if (options.allowHeaders) {
        headers.set("access-control-allow-headers", options.allowHeaders.join(", "));
      } else if (asked !== null) {
        headers.set("access-control-allow-headers", asked);
        addVary(headers, "Access-Control-Request-Headers");
      }
      if (options.maxAge !== undefined) headers.set("access-control-max-age", String(options.maxAge));
    }
    return new Response(null, { status: 204, headers });
  }

  return {
    preflight: (route) => route.options("/**", { resolve: ({ request }) => answerPreflight(request) }),
    headers(request, response) {
      const headers = new Headers(response.headers);
      if (admit(request, headers) && options.exposeHeaders?.length) {
        headers.set("access-control-expose-headers", options.exposeHeaders.join(", "));
      }
      return rewrap(response, response.body, headers);
    },
  };
}

/** Adds a name to `Vary`. Existing names keep their spelling; no name is listed twice, ignoring case. */
function addVary(headers: Headers, name: string): void {
  const names = new Map<string, string>();
  for (const item of `${headers.get("vary") ?? ""},${name}`.split(",")) {
    const written = item.trim();
    if (written !== "" && !names.has(written.toLowerCase())) names.set(written.toLowerCase(), written);
  }
  headers.set("vary", [...names.values()].join(", "));
}
