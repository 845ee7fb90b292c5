import { foldersToInstall, INSTALL_COMMAND } from "./packages.mjs";

/** Says what to do where the tests would otherwise fail for want of a package. `npm test` installs them by itself. */
export default function requireInstalled(): void {
  if (foldersToInstall().length > 0)
    throw new Error(`The tests of the engine need tools that npm ci does not install: run ${INSTALL_COMMAND} first.`);
}
