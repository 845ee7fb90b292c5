import type { RouteDescriptor } from "./route.ts";

/**
 * Keeps routes that belong together in one list, to be spread into `setup({ routes: [...] })`.
 *
 * @returns the same array. There is no prefix and no shared behaviour: a group is a name for the reader.
 */
export function group(routes: RouteDescriptor[]): RouteDescriptor[] {
  return routes;
}
