import type { JSX } from "preact";
import { isNetworkName, NETWORK_NAMES, NETWORK_TIMES, NETWORKS } from "../../../network/networks.ts";
import { network, request } from "../state/console.ts";
import { Refusal } from "./refusal.tsx";

/** Which network is between the clients and the reader's server, with what it does. */
export function NetworkSwitch(): JSX.Element {
  const now = network.value;
  const name = now?.name ?? "good";
  return (
    <section class="panel" aria-labelledby="network">
      <div class="bar">
        <h2 id="network">Network</h2>
        <select
          aria-label="Network between clients and server"
          aria-describedby="network-does"
          disabled={now === null}
          value={name}
          onChange={({ currentTarget: { value } }) => {
            if (isNetworkName(value)) request({ type: "set-network", network: value });
          }}
        >
          {NETWORK_NAMES.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
        <button type="button" disabled={now === null} onClick={() => request({ type: "go-offline" })}>
          Offline for {NETWORK_TIMES.offline / 1_000} s
        </button>
      </div>
      <p class="small soft" id="network-does">
        {name}: {NETWORKS[name]}
        {name === "lossy" && now !== null && <>; seed {now.seed}</>}
      </p>
      <Refusal of={["set-network", "go-offline"]} />
    </section>
  );
}
