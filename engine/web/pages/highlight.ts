/**
 * Highlights code as HTML with a class per kind of token. The stylesheet defines the colours for light and dark; style
 * attributes would violate the page's content security policy.
 */
import { createCssVariablesTheme, createHighlighterCore, type HighlighterCore } from "@shikijs/core";
import { createJavaScriptRegexEngine } from "@shikijs/engine-javascript";
import { escapeText } from "../../text/escape-markup.ts";

const VARIABLE_PREFIX = "--tok-";

/** Grammars by the language of a fence. Other languages are not highlighted. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ts: "typescript",
  typescript: "typescript",
  js: "javascript",
  javascript: "javascript",
  json: "json",
  sh: "shellscript",
  bash: "shellscript",
  shell: "shellscript",
  http: "http",
  html: "html",
};

let loading: Promise<HighlighterCore> | undefined;

/** Returns the content of a `<code>` element. */
export async function highlighted(code: string, language: string): Promise<string> {
  const lang = LANGUAGES[language];
  if (lang === undefined) return escapeText(code);
  const highlighter = await (loading ??= load());
  // Without a time limit, because loading a grammar for the first line would use it up and leave the rest without
  // colours.
  const lines = highlighter.codeToTokensBase(code, { lang, theme: "css-variables", tokenizeTimeLimit: 0 });
  return lines.map((line) => line.map(({ content, color }) => token(content, color)).join("")).join("\n");
}

function token(content: string, color: string | undefined): string {
  const kind = /^var\(--tok-(?:token-)?([a-z-]+)\)$/.exec(color ?? "")?.[1];
  const text = escapeText(content);
  return kind === undefined || kind === "foreground" ? text : `<span class="tok-${kind}">${text}</span>`;
}

async function load(): Promise<HighlighterCore> {
  return await createHighlighterCore({
    themes: [createCssVariablesTheme({ name: "css-variables", variablePrefix: VARIABLE_PREFIX })],
    langs: [
      import("@shikijs/langs/typescript"),
      import("@shikijs/langs/javascript"),
      import("@shikijs/langs/json"),
      import("@shikijs/langs/shellscript"),
      import("@shikijs/langs/http"),
      import("@shikijs/langs/html"),
    ],
    engine: createJavaScriptRegexEngine(),
  });
}
