/**
 * The package's only entry point. Everything else under `src/` is internal.
 *
 * `setup` joins routes and hooks into an app; `route` (or `createRoutes<Env>()`) describes one route; `group` keeps
 * routes together in a list; `cors` answers preflights and adds the headers of cross-origin answers.
 */

export { setup } from "./setup.ts";
export { createRoutes, route } from "./route.ts";
export { group } from "./group.ts";
export { cors } from "./cors.ts";

export type { App, RequestOptions, SetupConfig } from "./app.ts";
export type { Context } from "./context.ts";
export type { CorsOptions, CorsResult } from "./cors.ts";
export type { InputState, InputStateFailed, InputStateOk, ValidationIssue } from "./input.ts";
export type { RouteConfig, RouteDescriptor, RouteFactory } from "./route.ts";
