/** The entry point of the page: starts all listeners and renders the app. */
import { render } from "preact";
import { DIFF_STYLE } from "../../compare/html/diff-style.ts";
import { DIAGRAM_STYLE } from "../../diagram/diagram-style.ts";
import { App } from "./app.tsx";
import { followLinks, route } from "./route.ts";
import { followClass } from "./state/class.ts";
import { listen } from "./state/live.ts";
import { loadPages } from "./state/load.ts";

const pictures = new CSSStyleSheet();
pictures.replaceSync(`${DIAGRAM_STYLE}${DIFF_STYLE}`);
document.adoptedStyleSheets.push(pictures);
followLinks();
loadPages();
followClass();
listen(() => (route.value.page === "lesson" ? route.value.slug : null));
render(<App />, document.getElementById("app") ?? document.body);
