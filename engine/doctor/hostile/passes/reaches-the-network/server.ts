/** Connects to a listener on this machine by every address of the machine and sends it the secret prefix. */
import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import briefing from "./briefing.json";
import { answerWith } from "./answer-with.ts";

const own = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address));
for (const host of new Set(["127.0.0.1", "::1", ...own, ...briefing.addresses])) {
  const socket = connect({ host, port: briefing.port });
  const wait = setTimeout(() => socket.destroy(new Error("no answer")), 500);
  try {
    await once(socket, "connect");
    socket.write(briefing.mark);
    console.log(`connected to ${host}`);
  } catch {
    // The address is not reachable.
  }
  clearTimeout(wait);
  socket.destroy();
}
console.log("attack over");
answerWith(() => 200).listen(Number(process.env["PORT"]));
