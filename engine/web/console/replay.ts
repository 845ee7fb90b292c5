/** Replays a saved conversation with a fresh server, and compares both. */
import { madeUpIds } from "../../compare/canonical.ts";
import { compareConversation } from "../../compare/conversation.ts";
import { isDifference } from "../../compare/row.ts";
import type { TranscriptEvent } from "../../transcript-event.ts";
import type { Replay } from "../api.ts";
import { startServer, type ServerOptions } from "../../grade/start-server.ts";
import { opensConversation } from "./opens-conversation.ts";
import { Repetition } from "./repetition.ts";
import type { KeptConversation } from "./saved-conversations.ts";

export interface ReplayOptions {
  readonly conversation: KeptConversation;
  readonly against: Replay["against"];
  readonly what: Omit<ServerOptions, "onOutput">;
}

/** @throws the signal's reason */
export async function replay({ conversation, against, what }: ReplayOptions): Promise<Replay> {
  const server = await startServer(what);
  if ("reason" in server) return { against, transcript: [], peers: [], differences: 0, reason: server.reason };
  const stage = new Repetition(server.port, what.signal);
  try {
    await stage.play(conversation.transcript);
  } finally {
    await server.stop();
  }
  const ids = madeUpIds(conversation.transcript, stage.transcript);
  const before = { arbitrary: { ports: conversation.ports, ids: ids.reference }, endedAt: Number.POSITIVE_INFINITY };
  const after = { arbitrary: { ports: [server.port], ids: ids.submission }, endedAt: Number.POSITIVE_INFINITY };
  const peers = peersOf(conversation.transcript).map((peer) => ({
    peer,
    rows: compareConversation(
      { ...before, events: eventsOf(conversation.transcript, peer) },
      { ...after, events: eventsOf(stage.transcript, peer) },
    ),
  }));
  const differences = peers.flatMap(({ rows }) => rows).filter(({ mark }) => isDifference(mark)).length;
  return { against, transcript: stage.transcript, peers, differences, reason: null };
}

function peersOf(transcript: readonly TranscriptEvent[]): string[] {
  return [...new Set(transcript.filter(opensConversation).map(({ peer }) => peer))];
}

function eventsOf(transcript: readonly TranscriptEvent[], peer: string): TranscriptEvent[] {
  return transcript.filter((event) => event.peer === peer);
}
