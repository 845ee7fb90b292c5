/** Responses made from other responses, without reading or copying their bodies. */

const owners = new WeakMap<Response, unknown>();

/**
 * Keeps `owner` in memory for as long as `response` is.
 *
 * Node cancels the unread body of a response that was fetched or cloned when that response is garbage collected, and
 * does not notice that the body lives on in another response. The other response would lose its content.
 */
export function keepAlive(response: Response, owner: unknown): void {
  owners.set(response, owner);
}

/**
 * Returns a response with the status of `original` and the given body and headers. The body is passed on, not copied.
 */
export function rewrap(original: Response, body: Response["body"], headers: Headers): Response {
  const response = new Response(body, { status: original.status, statusText: original.statusText, headers });
  keepAlive(response, original);
  return response;
}

/**
 * Returns the answer to a HEAD request: status and headers as for GET, no content (RFC 9110, section 9.3.2). A
 * response that has no body already is returned as it is.
 */
export function withoutBody(response: Response): Response {
  if (!response.body) return response;
  // The body will not be read, so its source (a timer, a subscription) is cancelled. Errors are ignored: of the source,
  // and of a body that has another reader, which cannot be cancelled from here.
  response.body.cancel().catch(() => {});
  return new Response(null, { status: response.status, statusText: response.statusText, headers: response.headers });
}
