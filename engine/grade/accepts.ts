import { once } from "node:events";
import { connect } from "node:net";

/** Whether a TCP connection to the address is accepted within the limit. */
export async function accepts(
  address: { readonly host: string; readonly port: number },
  limitMs: number,
): Promise<boolean> {
  const socket = connect(address);
  const timer = setTimeout(() => socket.destroy(new Error("no answer")), limitMs);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
