import type { NoServer, Run, RunningServer } from "../kit/run.ts";
import type { Findings } from "./findings.ts";
import type { Fleet } from "./fleet.ts";

/** A run whose servers are processes of ours. */
export class ProcessRun implements Run {
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly #fleet: Fleet;
  readonly #findings: Findings;

  constructor(fleet: Fleet, findings: Findings, signal?: AbortSignal) {
    this.signal = signal;
    this.seed = findings.seed;
    this.#fleet = fleet;
    this.#findings = findings;
  }

  server(exercise: number): Promise<RunningServer | NoServer> {
    return this.#fleet.server(exercise);
  }

  probeServer(own: boolean): Promise<RunningServer | NoServer> {
    return this.#fleet.probeServer(own);
  }

  stretchUnwanted(): string | undefined {
    return this.#findings.stretchUnwanted();
  }

  exerciseWanted(exercise: number, title: string): boolean {
    return this.#findings.isWanted(exercise, title);
  }

  declare(exercise: number | null, id: string, title: string): void {
    this.#findings.declare(exercise, id, title);
  }

  report: Run["report"] = (report) => this.#findings.add(report);
}
