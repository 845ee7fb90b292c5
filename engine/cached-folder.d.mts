/** See cached-folder.mjs, which runs before anything is compiled. */
export function buildFolder(
  folder: string,
  how: { readonly isBuilt: () => boolean; readonly build: (scratch: string) => Promise<unknown> },
): Promise<void>;

export function removeOlder(folder: string, options: { readonly kept: number }): Promise<void>;
