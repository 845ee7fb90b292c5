import type { RequestOptions } from "./app.ts";

/**
 * Builds the request that `app.request` answers.
 *
 * @throws TypeError when the URL is malformed, when GET or HEAD has a body (the Fetch Standard forbids it), or when
 *   the body has no JSON form.
 */
export function buildRequest(path: string, options: RequestOptions = {}): Request {
  const url = new URL(path, "http://localhost");
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (!Array.isArray(value)) url.searchParams.set(key, value);
    else for (const item of value) url.searchParams.append(key, item);
  }

  const method = (options.method ?? "GET").toUpperCase();
  const headers = new Headers(options.headers);
  if (options.body === undefined) return new Request(url, { method, headers });

  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return new Request(url, { method, headers, body: JSON.stringify(options.body) });
}
