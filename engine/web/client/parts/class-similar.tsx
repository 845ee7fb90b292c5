import type { ComponentChildren, JSX } from "preact";
import type { ClassView } from "../../api.ts";
import { classHref } from "../route.ts";
import { count } from "../../../text/phrases.ts";

/** Work to look at together. Never a verdict. */
export function ClassSimilar({ about }: { readonly about: ClassView }): JSX.Element | null {
  if (about.similar === null) return null;
  const { groups, sameAsReference, earlier, pairs, more } = about.similar;
  const names = new Map(about.rows.map(({ id, name }) => [id, name]));
  const link = (id: string) => (
    <a key={id} href={classHref(id)}>
      <bdi>{names.get(id) ?? id}</bdi>
    </a>
  );
  return (
    <section class="class-part" aria-labelledby="similar">
      <h2 id="similar">Look at these together</h2>
      <p class="soft">
        Two people can write the same by chance or from the same source: places to look, never a verdict.
      </p>
      <Part title="Copies" isThere={groups.length > 0}>
        {groups.map(({ names: ids, identical }) => (
          <li key={ids.join("\n")}>
            {count(ids.length, "submission")},{" "}
            {identical ? "the same files" : "the same but for names, comments and layout"}: {listed(ids.map(link))}
          </li>
        ))}
      </Part>
      <Part title="The same as the reference" isThere={sameAsReference.length > 0}>
        <li>{listed(sameAsReference.map(link))}</li>
      </Part>
      <Part title="Like earlier work" isThere={earlier.length > 0}>
        {earlier.map(({ name, like, same, share }) => (
          <li key={name}>
            {link(name)}: {same ? "the same as" : `${percent(share)} also in`} <code>{like}</code>
          </li>
        ))}
      </Part>
      <Part title="Pairs that share much code of their own" isThere={pairs.length > 0}>
        {pairs.map(({ a, b, share }) => (
          <li key={`${a}\n${b}`}>
            {link(a)} and {link(b)}: {percent(share)} alike
          </li>
        ))}
        {more > 0 && <li>{count(more, "more pair")}</li>}
      </Part>
    </section>
  );
}

interface PartProps {
  readonly title: string;
  readonly isThere: boolean;
  readonly children: ComponentChildren;
}

function Part({ title, isThere, children }: PartProps): JSX.Element | null {
  if (!isThere) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </>
  );
}

/** Separated by semicolons: names may be written `Lovelace, Ada`. */
function listed(items: readonly JSX.Element[]): ComponentChildren {
  return items.map((item, index) => (index === 0 ? item : ["; ", item]));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
