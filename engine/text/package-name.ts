/** Whether what an import names, for example `srvx/node`, belongs to the package of this name. */
export function isOfPackage(imported: string, name: string): boolean {
  return imported === name || imported.startsWith(`${name}/`);
}
