export const TOOLS: string;
export const ROOT: string;
export const INSTALL_COMMAND: string;
export function foldersToInstall(): string[];
