import { count } from "../text/phrases.ts";
import type { NetworkFact } from "../transcript-event.ts";

/**
 * What the network did, as a sentence part; shown after `network: `.
 * @param connection the connection's name. @default "connection"
 */
export function networkSentence(fact: NetworkFact, connection = "connection"): string {
  switch (fact.did) {
    case "change":
      return `${fact.to} from now on: ${fact.about}`;
    case "reset":
      return `${connection} reset after ${bytes(fact.afterBytes)}`;
    case "stall":
      return `${connection} stalled for ${seconds(fact.ms)} after ${bytes(fact.afterBytes)}`;
    case "die":
      return `${connection} half-open after ${bytes(fact.afterBytes)}: data vanishes from now on`;
    case "offline":
      return `offline for ${seconds(fact.ms)}${fact.connections === 0 ? "" : `, ${count(fact.connections, "connection")} reset`}`;
    case "refuse":
      return `${connection} reset at once: there is no network`;
    case "online":
      return "online again";
    case "restart":
      return "the server is stopped and started again";
    case "unreachable":
      return fact.port === undefined
        ? `${connection} reset at once: no server runs`
        : `${connection} reset at once: nothing listens on port ${fact.port}; your server is starting, or does not listen on PORT`;
    case "too-many":
      return `${connection} reset at once: ${fact.limit} are open`;
    case "more":
      return `${count(fact.left, "further event")} in this second`;
  }
}

function bytes(number: number): string {
  return `${number.toLocaleString("en")} ${number === 1 ? "byte" : "bytes"}`;
}

/** For example `5 s`, `1.3 s`. */
function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
