/** Reads request bodies as JSON, whatever their content type is. */

/** `undefined` stands for a missing body, which an optional schema accepts; `invalid` for one that is not JSON. */
type BodyReading = { readonly invalid: false; readonly value: unknown } | { readonly invalid: true };

/**
 * Reads and parses a request body. Never throws.
 *
 * The body is missing when there is none, when its declared length is 0 (it is not read then), or when its text is
 * empty. Anything else that cannot be read or parsed is invalid: white space alone, or a body that was read before.
 */
export async function readBody(request: Request): Promise<BodyReading> {
  if (declaresNoContent(request.headers)) return { invalid: false, value: undefined };
  try {
    const text = await request.text();
    return { invalid: false, value: text === "" ? undefined : JSON.parse(text) };
  } catch {
    return { invalid: true };
  }
}

/**
 * RFC 9112, section 6.3: a transfer coding overrides the content length, so only without one does `0` mean "nothing".
 */
function declaresNoContent(headers: Headers): boolean {
  return headers.get("content-length") === "0" && !headers.has("transfer-encoding");
}
