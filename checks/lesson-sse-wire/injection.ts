/** Whether a name or an id that cannot be a field becomes others, and which ones do. */
import { CheckFailure, type HttpAnswer, type HttpClient } from "#kit";
import { namesOf } from "./encoded-difference.ts";
import { encode, expectText, LINE_ENDS, REFUSED, shown, shownEvent, type Encodable } from "./encoding.ts";
import { failures } from "./failures.ts";
import { decoded, type DecodedEvent } from "./reference-decoder.ts";

/** Has an event encoded whose `event` or `id` cannot be a field, and fails unless it is refused, cleaned or left out. */
export async function expectNothingInjected(http: HttpClient, event: Encodable): Promise<void> {
  const answer = await encode(http, event);
  const read = injectedIn(answer, event);
  if (read === undefined) return;
  const again = await encode(http, event);
  const field = event.id === undefined ? "name" : "id";
  const cause =
    injectedIn(again, event) === undefined
      ? {
          code: failures["refused-by-turns"],
          why: "the very same event was refused when it was sent once more: what your code remembers of one value decides about the next",
        }
      : (event.id ?? "").includes("\0")
        ? { code: failures["nul-written"] }
        : { code: failures["field-injected"], why: await whichInjected(http, event.data, field) };
  throw new CheckFailure({
    ...cause,
    sent: answer.sent,
    expected: `status 400, or one event whose data is ${JSON.stringify(event.data)}, without the characters that cannot be written`,
    received: `${shown(answer.body)}, which a client reads as ${read.map(shownEvent).join(" and ")}`,
    event: answer.event,
  });
}

/** What a client reads, when it is not the event with its data alone, or with a name or an id that it ignores. */
function injectedIn(answer: HttpAnswer, event: Encodable): readonly (DecodedEvent | undefined)[] | undefined {
  if (REFUSED.includes(answer.status)) return undefined;
  expectText(answer, [event]);
  const [read, ...others] = decoded(answer.body).events;
  const field = event.id === undefined ? /^event(?::|$)/m : /^id(?::|$)/m;
  const keepsField = event.id === undefined ? read?.event !== "message" : read?.lastEventId !== "";
  const isWhole = keepsField || !field.test(answer.body);
  return others.length === 0 && read?.data === event.data && isWhole ? undefined : [read, ...others];
}

/** Which line ends are written as they are, in a name and in an id. */
async function whichInjected(http: HttpClient, data: string, first: "name" | "id"): Promise<string> {
  const written: string[] = [];
  for (const field of ["name", "id"] as const) {
    const ends: string[] = [];
    for (const end of LINE_ENDS) {
      const event = { data, [field === "name" ? "event" : "id"]: `${data}${end}data: ${data}` };
      if (injectedIn(await encode(http, event), event) !== undefined) ends.push(end);
    }
    written.push(ends.length === 0 ? `none in the ${field}` : `${namesOf(ends)} in the ${field}`);
  }
  return `each line end was tried in both fields, and these are written as they are: ${(first === "name" ? written : written.toReversed()).join(", ")}`;
}
