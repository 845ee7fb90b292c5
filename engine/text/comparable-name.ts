/** A name or id as it is compared with others: file systems differ in Unicode normalisation, and people in spelling. */
export function comparableName(name: string): string {
  return name.normalize("NFC").trim().toLowerCase();
}
