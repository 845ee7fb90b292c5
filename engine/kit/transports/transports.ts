/** The transports a check can use with one server. A new one is added here, and knows none of the others. */
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
  /** TCP connections that are written by hand. */
  readonly tcp: TcpClient;
}

/** The transports to the server at the other end of the link. */
export function transportsTo(link: ServerLink, webSockets: WebSocketTransportOptions): Transports {
  return {
    http: new HttpClient(link),
    sse: new SseClient(link),
    websocket: new WebSocketTransport(link, webSockets),
    tcp: new TcpClient(link),
  };
}
