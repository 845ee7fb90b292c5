import { once } from "node:events";
import { connect } from "node:net";
import { timeLimit } from "../kit/time-limit.ts";

/** Whether a TCP connection to the address is accepted within the limit. */
export async function canConnect(
  address: { readonly host: string; readonly port: number },
  limitMs: number,
): Promise<boolean> {
  const socket = connect(address);
  const cancel = timeLimit(limitMs, () => socket.destroy(new Error("no answer")));
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    cancel();
    socket.destroy();
  }
}
