/** What the routes depend on: one environment per server, with the client's address added for each request. */
import { createRoutes, type InputState } from "@hectoday/http";
import type { Workbook } from "../workbook.ts";
import type { Editor } from "./api.ts";
import { ApiFault } from "./api-fault.ts";
import type { GradedClass } from "./class/open-class.ts";
import type { OpenLessons } from "./lessons/open-lessons.ts";
import type { Visitor } from "./guard/access.ts";
import type { AuthorizeOptions } from "./guard/authorize.ts";
import type { EventBuffer } from "./live/event-buffer.ts";
import type { ClientBundle } from "./pages/bundle.ts";

export interface ServerEnv {
  readonly workbook: Workbook;
  readonly authorization: AuthorizeOptions;
  readonly events: EventBuffer;
  readonly lessons: OpenLessons;
  readonly editor: Editor;
  /** Rejects with one sentence when the page does not compile. */
  readonly bundle: () => Promise<ClientBundle>;
  /** The output folder of `grade`, for instructors. */
  readonly grades: GradedClass | undefined;
  /** Aborted when the server ends. */
  readonly signal: AbortSignal;
}

export interface Env extends ServerEnv {
  /** The client's address. */
  readonly address: string;
}

export const route = createRoutes<Env>();

/** What `onRequest` determined about the visitor. */
export interface Locals extends Record<string, unknown> {
  readonly visitor: Visitor;
}

/** The part of a context with the visitor. */
interface Asked {
  readonly locals: Record<string, unknown>;
}

export function visitorOf({ locals }: Asked): Visitor {
  return (locals as Locals).visitor;
}

export function isInstructor(context: Asked): boolean {
  return visitorOf(context).role === "instructor";
}

/** The validated input of a request. @throws ApiFault for the first invalid part */
export function asked<Params, Query, Body>({
  input,
}: {
  readonly input: InputState<Params, Query, Body>;
}): { readonly params: Params; readonly query: Query; readonly body: Body } {
  if (input.ok) return input;
  const [first] = input.issues;
  if (first?.part === "params") throw new ApiFault("not-found", "There is nothing of that name.");
  const field = first === undefined || first.path.length === 0 ? "The request" : first.path.join(".");
  throw new ApiFault("invalid-input", `${field}: ${first?.message ?? "is not valid"}.`);
}
