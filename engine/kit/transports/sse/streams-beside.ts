import { EventStream } from "./event-stream.ts";
import { eventDifference, type WantedEvent } from "./wanted-event.ts";

/**
 * Why an event did not arrive, when it arrived on other streams of the same path: a sentence part that says on which.
 * Undefined when no other stream got it either.
 */
export function onlyElsewhere(stream: EventStream, wanted: WantedEvent): string | undefined {
  const streams = stream.link.opened(EventStream).filter(({ path }) => path === stream.path);
  const own = streams.indexOf(stream);
  const got = streams.flatMap(({ events }, index) =>
    events.some((event) => event.at >= stream.sentAt && eventDifference(wanted, event) === undefined) ? [index] : [],
  );
  if (got.length === 0) return undefined;
  const names = got.map((index) => streams[index]?.name).join(" and ");
  const recipients = got.every((index) => index > own)
    ? "clients that come earlier than others are not among the recipients"
    : got.every((index) => index < own)
      ? "clients that come later than others are not among the recipients"
      : "this client is not among the recipients";
  return `${names} got this event and ${stream.name} did not, so ${recipients}`;
}
