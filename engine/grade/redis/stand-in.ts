import { createServer } from "node:net";
/** A placeholder. */
export class StandIn {
  static async start(port: number, unknown: Set<string>): Promise<StandIn | string> {
    void createServer; void port; void unknown;
    return "not built yet";
  }
  async stop(): Promise<void> {}
}
