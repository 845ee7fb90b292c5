import { globMatches } from "./glob.ts";
import type { Reply } from "./reply.ts";

/** Who listens: something that a message can be sent to. */
export interface Subscriber {
  readonly channels: Set<string>;
  readonly patterns: Set<string>;
  push(message: readonly Reply[]): void;
}

/** The channels of one Redis, which its databases share. */
export class Channels {
  readonly #subscribers = new Set<Subscriber>();

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  /** Returns to how many subscriptions the message went. */
  publish(channel: string, message: string): number {
    let receivers = 0;
    for (const subscriber of this.#subscribers)
      if (subscriber.channels.has(channel)) {
        subscriber.push(["message", channel, message]);
        receivers++;
      }
    for (const subscriber of this.#subscribers)
      for (const pattern of subscriber.patterns)
        if (globMatches(pattern, channel)) {
          subscriber.push(["pmessage", pattern, channel, message]);
          receivers++;
        }
    return receivers;
  }

  /** Channels with subscribers; those of patterns do not count. */
  active(): string[] {
    return [...new Set([...this.#subscribers].flatMap(({ channels }) => [...channels]))];
  }

  subscribersOf(channel: string): number {
    return [...this.#subscribers].filter(({ channels }) => channels.has(channel)).length;
  }

  patterns(): number {
    return new Set([...this.#subscribers].flatMap(({ patterns }) => [...patterns])).size;
  }
}
