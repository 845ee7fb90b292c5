const MENU: Record<string, string> = { bread: "rye" };

export function readMenu(dish: string): string {
  const found = MENU[dish];
  if (found === undefined) throw new RangeError(`no ${dish} on the menu`);
  return found;
}
