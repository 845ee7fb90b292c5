/** What stands in a text field of a form that is being submitted, without white space around it. */
export function textField(form: EventTarget | null, name: string): string {
  const value = form instanceof HTMLFormElement ? new FormData(form).get(name) : null;
  return typeof value === "string" ? value.trim() : "";
}
