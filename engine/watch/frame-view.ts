import type { Output } from "../output.ts";
import type { OutputOptions } from "./key-output.ts";
import { Frame } from "./frame.ts";
import { farewellLines, screenLines } from "./screen.ts";
import type { View } from "./view.ts";
import type { WatchState } from "./watch-state.ts";

/** Shows watch mode as a frame at the end of a terminal; requested texts are printed above it and stay. */
export class FrameView implements View {
  readonly #frame: Frame;
  readonly #color: boolean;

  constructor(output: Output, color: boolean) {
    this.#frame = new Frame(output);
    this.#color = color;
  }

  get outputOptions(): OutputOptions {
    return { color: this.#color, columns: this.#frame.size.columns };
  }

  update(state: WatchState): void {
    this.#frame.draw(screenLines(state, this.#frame.size, this.#color));
  }

  print(text: string): void {
    this.#frame.print(`${text}\n`);
  }

  refresh(state: WatchState): void {
    this.#frame.refresh();
    this.update(state);
  }

  leave(): void {
    this.#frame.leave();
  }

  close(state: WatchState): void {
    this.#frame.draw(farewellLines(state, this.#frame.size, this.#color));
    this.#frame.leave();
  }
}
