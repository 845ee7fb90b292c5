import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * The client's address. Behind a proxy it comes from the configured header only, because a client can send any header.
 * Of several values the last one counts, which the nearest proxy added; a client can forge those before it.
 * @param header lower-case, for example `x-forwarded-for`; undefined without a proxy
 */
export function clientAddress(request: IncomingMessage, header: string | undefined): string {
  const own = request.socket.remoteAddress ?? "";
  if (header === undefined) return own;
  const given = request.headers[header];
  const last = (Array.isArray(given) ? given.join(",") : (given ?? "")).split(",").at(-1)?.trim() ?? "";
  return addressIn(last) ?? own;
}

/** The address in `203.0.113.7`, `203.0.113.7:1234`, `[2001:db8::1]:1234` and `for="[2001:db8::1]"` (RFC 7239). */
function addressIn(value: string): string | undefined {
  const named = /(?:^|;)\s*for=("?)([^";]{1,100})\1/i.exec(value)?.[2] ?? value;
  const plain =
    /^\[([0-9a-f:.%]{2,60})\](?::\d{1,5})?$/i.exec(named)?.[1] ?? /^([\d.]{7,15}):\d{1,5}$/.exec(named)?.[1] ?? named;
  return isIP(plain) === 0 ? undefined : plain;
}
