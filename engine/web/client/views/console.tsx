import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { LessonView } from "../../api.ts";
import { Clients } from "../parts/clients.tsx";
import { Composer } from "../parts/composer.tsx";
import { Conversation } from "../parts/conversation.tsx";
import { Frames } from "../parts/frames.tsx";
import { Log } from "../parts/log.tsx";
import { NetworkSwitch } from "../parts/network-switch.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { Requests } from "../parts/requests.tsx";
import { ServerPanel } from "../parts/server-panel.tsx";
import { SavedConversations } from "../parts/saved-conversations.tsx";
import { Streams } from "../parts/streams.tsx";
import { lessonHref } from "../route.ts";
import { consoleEvents, joinConsole, request, version } from "../state/console.ts";

/** The console: the reader's server, clients for each transport of the lesson, their messages, and the server's log. */
export function Console({
  lesson,
  query,
}: {
  readonly lesson: LessonView;
  readonly query: URLSearchParams;
}): JSX.Element {
  const {
    slug,
    offers: { requests, streams, messages },
  } = lesson;
  useEffect(() => joinConsole(slug), [slug]);
  return (
    <div class="console">
      <div>
        <ServerPanel />
        <NetworkSwitch />
        {requests !== null && <Requests requests={requests} />}
        {streams !== null && <Streams streams={streams} />}
        {messages !== null && <Clients />}
        <Conversed slug={slug} query={query} />
        {messages !== null && <Composer messages={messages} />}
      </div>
      <div>
        <Log />
        <SavedConversations lesson={lesson} />
      </div>
    </div>
  );
}

function Conversed({ slug, query }: { readonly slug: string; readonly query: URLSearchParams }): JSX.Element {
  // Reading the signal renders this component again when events arrive.
  const drawn = version.value;
  const events = consoleEvents();
  const isPicture = query.get("as") === "picture";
  const frame = query.get("frame");
  const chosen = frame === null ? undefined : Number(frame);
  const as = isPicture ? "picture" : undefined;
  return (
    <section class="panel" aria-labelledby="frames" data-version={drawn}>
      <div class="bar">
        <h2 id="frames">On the wire</h2>
        <span class="choose">
          <a href={lessonHref(slug, "console")} aria-current={isPicture ? undefined : "true"}>
            Frames
          </a>
          <a href={lessonHref(slug, "console", { as: "picture" })} aria-current={isPicture ? "true" : undefined}>
            Picture
          </a>
        </span>
        <button type="button" disabled={events.length === 0} onClick={() => request({ type: "clear" })}>
          Clear
        </button>
      </div>
      <Refusal of={["clear"]} />
      {isPicture ? (
        <Conversation
          transcript={[...events]}
          failure={null}
          name="the console"
          event={chosen}
          hrefOf={(index) => lessonHref(slug, "console", { as, frame: index })}
        />
      ) : (
        <Frames events={events} chosen={chosen} hrefOf={(n) => lessonHref(slug, "console", { frame: n })} />
      )}
    </section>
  );
}
