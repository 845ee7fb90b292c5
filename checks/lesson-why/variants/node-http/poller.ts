import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setInterval } from "node:timers/promises";
import type { Task } from "./store.js";

const { SERVER_URL = "http://localhost:3000", INTERVAL_MS = "3000" } = process.env;

async function read(path: string): Promise<{ data: Task[]; timestamp: string }> {
  const request = get(SERVER_URL + path, { agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk as string;
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${text}`);
  return JSON.parse(text) as { data: Task[]; timestamp: string };
}

let since = "";
const poll = async () => {
  const { data, timestamp } = await read(`/tasks${since}`);
  for (const { id, title } of data) console.log(JSON.stringify({ seen: id, title }));
  since = `?updatedSince=${encodeURIComponent(timestamp)}`;
};

await poll().catch(console.error);
// An iterator over an interval waits for the body of the loop.
for await (const _ of setInterval(Number(INTERVAL_MS))) await poll().catch(console.error);
