/** There is no class to grade in the folder given. The message is one sentence that names the folder. */
export class ClassFolderError extends Error {
  override name = "ClassFolderError";
}
