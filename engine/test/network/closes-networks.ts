/** A program that makes a connection through each network in turn, closes it, and prints their names. Its timers would keep it running. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { NETWORK_NAMES } from "../../network/networks.ts";
import { SimulatedNetwork } from "../../network/simulated-network.ts";

const server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
await once(server, "listening");
const target = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
for (const name of NETWORK_NAMES) {
  const network = await SimulatedNetwork.open({ target: () => target, seed: 1, restart: () => true, onFact: () => {} });
  const client = connect(network.port, "127.0.0.1").on("error", () => {});
  await once(server, "connection");
  network.use(name);
  network.goOffline();
  await network.close();
  client.destroy();
}
server.close();
process.stdout.write(`${NETWORK_NAMES.join(" ")}\n`);
