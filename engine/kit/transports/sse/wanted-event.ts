import type { FailureName } from "../../../failures/registry.ts";
import { differenceFrom, differencePhrase, phraseOf, type JsonShape } from "../../json-shape.ts";
import type { JsonObject, Pattern } from "../../pattern.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** An event that a check waits for. Parts left out may be anything. */
export interface EventShape {
  /** Its name; `message` for an event without one. */
  readonly event?: string;
  /** The value of its `id` field; null when it must have none. */
  readonly id?: JsonShape;
  /** The shape of its data, which is JSON. */
  readonly data?: JsonShape;
  /** Its data as text, exactly. */
  readonly text?: string;
}

/** What is wanted: a shape, or a message pattern as for WebSockets. */
export type WantedEvent = EventShape | Pattern;

/** How an event differs from the wanted one. */
export interface EventDifference {
  readonly part: "event" | "id" | "data";
  /** A sentence part, for example `its name is "message" and not "task_created"`. */
  readonly phrase: string;
}

/** The first difference; undefined when the event is as wanted. */
export function eventDifference(wanted: WantedEvent, received: ReceivedEvent): EventDifference | undefined {
  if (isPattern(wanted)) return patternDifference(wanted, received);
  const { event, id, data, text } = wanted;
  if (event !== undefined && event !== received.event) {
    const isId = event === received.id ? ", which is its id" : "";
    return { part: "event", phrase: `${nameDifference(received.event, event)}${isId}` };
  }
  if (id !== undefined) {
    const difference = differenceFrom(id, received.id ?? null);
    if (difference !== undefined)
      return {
        part: "id",
        phrase:
          received.id === undefined
            ? "it has no id"
            : `its id is ${difference.received} and not ${difference.expected}`,
      };
  }
  if (text !== undefined && text !== received.data)
    return { part: "data", phrase: `its data is ${JSON.stringify(received.data)} and not ${JSON.stringify(text)}` };
  if (data === undefined) return undefined;
  const difference = differenceFrom(data, received.json);
  return difference === undefined
    ? undefined
    : { part: "data", phrase: `in its data, ${differencePhrase(difference)}` };
}

/** The name of an event that no field `event` names (HTML standard, section 9.2.6). */
const UNNAMED = "message";

function nameDifference(received: string, wanted: string): string {
  if (wanted === UNNAMED) return `it has the name ${JSON.stringify(received)}, and should have none`;
  if (received === UNNAMED) return `it has no name, and should have the name ${JSON.stringify(wanted)}`;
  return `its name is ${JSON.stringify(received)} and not ${JSON.stringify(wanted)}`;
}

/** A noun phrase that completes "expected …". */
export function wantedPhrase(wanted: WantedEvent): string {
  if (isPattern(wanted)) return `an event with ${wanted.phrase} as its data`;
  const { event, id, data, text } = wanted;
  const parts = [
    ...(id === undefined ? [] : [idPhrase(id)]),
    ...(data === undefined ? [] : [`with the data ${phraseOf(data)}`]),
    ...(text === undefined ? [] : [`with the data ${JSON.stringify(text)}`]),
  ];
  const name =
    event === undefined ? "an event" : event === "message" ? "an event without a name" : `an event "${event}"`;
  return [name, ...parts].join(" ");
}

function idPhrase(id: JsonShape): string {
  if (id === null) return "without an id";
  return typeof id === "string" ? `with the id ${phraseOf(id)}` : `with ${phraseOf(id)} as its id`;
}

/** Whether the data is wanted as text, which need not be JSON. */
export function isText(wanted: WantedEvent): boolean {
  return !isPattern(wanted) && wanted.text !== undefined;
}

/** The failure when neither such an event nor another one arrives. */
export function missingName(wanted: WantedEvent): FailureName {
  return (isPattern(wanted) ? wanted.missing : undefined) ?? "no-event";
}

function patternDifference(wanted: Pattern, received: ReceivedEvent): EventDifference | undefined {
  const { json } = received;
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  if (!isObject) return { part: "data", phrase: "its data is not a JSON object" };
  if (wanted.matches(json as JsonObject)) return undefined;
  return { part: "data", phrase: wanted.lacks?.(json as JsonObject) ?? `it is not ${wanted.phrase}` };
}

function isPattern(wanted: WantedEvent): wanted is Pattern {
  return "matches" in wanted;
}

/**
 * @param expectation the method that was given it
 * @throws Error for what is no wanted event and would match any: a text, or a field that an event does not have
 */
export function refuseUnknown(expectation: string, wanted: WantedEvent): void {
  const given: unknown = wanted;
  if (typeof given !== "object" || given === null)
    throw new Error(`${expectation} takes an event such as ${EXAMPLES}, and got ${JSON.stringify(given)}`);
  const unknown = isPattern(wanted) ? undefined : Object.keys(given).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined)
    throw new Error(`${expectation} takes an event such as ${EXAMPLES}, and got one with the field "${unknown}"`);
}

const FIELDS: readonly string[] = ["event", "id", "data", "text"];
const EXAMPLES = '{ event: "added", id: like.text, data: { title } } or { text: "not JSON" }';
