/** The folder holds no class to grade. The message is one sentence that names the folder. */
export class ClassFolderError extends Error {
  override name = "ClassFolderError";
}
