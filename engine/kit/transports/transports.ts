/** The transports that a check can use with one server. Add a new one here; transports do not depend on each other. */
import type { ServerLink } from "../server-link.ts";
import { HttpClient } from "./http/http-client.ts";
import { SseClient } from "./sse/sse-client.ts";
import { TcpClient } from "./tcp/tcp-client.ts";
import { WebSocketTransport, type WebSocketTransportOptions } from "./websocket/websocket-transport.ts";

export interface Transports {
  /** HTTP requests (RFC 9110). */
  readonly http: HttpClient;
  /** Event streams (HTML standard, section 9.2). */
  readonly sse: SseClient;
  /** WebSocket connections (RFC 6455). */
  readonly websocket: WebSocketTransport;
  /** Raw TCP connections. */
  readonly tcp: TcpClient;
}

/** The transports for the server of this link. */
export function transportsTo(link: ServerLink, webSockets: WebSocketTransportOptions): Transports {
  return {
    http: new HttpClient(link),
    sse: new SseClient(link),
    websocket: new WebSocketTransport(link, webSockets),
    tcp: new TcpClient(link),
  };
}
