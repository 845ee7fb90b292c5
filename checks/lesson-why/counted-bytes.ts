/** The bytes of one poll, and which polls' bytes are counted: asked when those of one were not. */
import { explained, type Explanation, type HttpClient } from "#kit";
import { expectBytes, type Bill, type Payer } from "./bill.ts";
import { failures } from "./failures.ts";
import { touch } from "./stats.ts";

/** Fails unless as many bytes were counted as the body of this poll had. Where none were, another poll is sent. */
export async function expectBytesOf(http: HttpClient, payer: Payer, bill: Bill): Promise<void> {
  await explained(
    () => expectBytes(bill),
    () => (bill.now.bytes === bill.before.bytes ? whoseBytesAreLeftOut(http, payer, bill) : undefined),
  );
}

/** Whether a poll that asks in the same way, and brings a task, is counted. */
async function whoseBytesAreLeftOut(http: HttpClient, payer: Payer, bill: Bill): Promise<Explanation | undefined> {
  if (bill.empty === 0) return undefined;
  await touch(http, "task-2", "Café: reserve a table for 9");
  const { before, now, bytes, empty } = await payer.poll();
  const counted = now.bytes - before.bytes;
  if (empty > 0 || (counted !== 0 && counted !== bytes)) return undefined;
  return counted === 0
    ? { code: failures["bytes-of-later-polls-left-out"] }
    : { code: failures["bytes-of-empty-polls-left-out"] };
}
