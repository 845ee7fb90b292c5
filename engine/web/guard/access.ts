/** Who a visitor is: by the code they entered once, remembered in a signed cookie. */
import { createHmac } from "node:crypto";
import { Attempts } from "./attempts.ts";
import { sameSecret } from "./same-secret.ts";

export type Role = "learner" | "instructor";

export interface Visitor {
  /** null: a code is needed first. */
  readonly role: Role | null;
  /** Whether the role comes from a code entered in this browser. */
  readonly enteredCode: boolean;
}

export interface AccessOptions {
  /** `WORKBOOK_ACCESS_CODE` and `WORKBOOK_INSTRUCTOR_CODE`; undefined for none. */
  readonly codes: Readonly<Record<Role, string | undefined>>;
  /** Who a visitor without a code is. */
  readonly without: Role | null;
  /** Signs the cookies; the same after a restart, so that nobody has to enter the code again. */
  readonly secret: Buffer;
  readonly cookieName: string;
}

export type Entry = { readonly role: Role; readonly cookie: string } | { readonly retryAfterMs: number } | "invalid";

const REMEMBERED_SECONDS = 30 * 24 * 60 * 60;
const ROLES: readonly Role[] = ["instructor", "learner"];

export class Access {
  readonly #options: AccessOptions;
  readonly #attempts = new Attempts();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /** Whether there is a code to enter. */
  get takesCode(): boolean {
    return ROLES.some((role) => this.#options.codes[role] !== undefined);
  }

  /** @param cookies the Cookie header */
  visitor(cookies: string | null | undefined): Visitor {
    const { cookieName, without } = this.#options;
    const pairs = (cookies ?? "").split(";").map((pair) => pair.trim());
    const values = pairs.filter((pair) => pair.startsWith(`${cookieName}=`));
    const role = values.map((pair) => this.#roleIn(pair.slice(cookieName.length + 1))).find((found) => found !== null);
    return role === undefined || role === null ? { role: without, enteredCode: false } : { role, enteredCode: true };
  }

  /**
   * @param address where the code came from
   * @returns the role, and the Set-Cookie header that remembers it
   */
  enter(code: string, address: string): Entry {
    const retryAfterMs = this.#attempts.waitMs(address);
    if (retryAfterMs > 0) return { retryAfterMs };
    // Both are compared, whichever matches.
    const [role] = ROLES.filter((each) => {
      const right = this.#options.codes[each];
      return sameSecret(code, right ?? "") && right !== undefined;
    });
    if (role === undefined) {
      this.#attempts.countWrong(address);
      return "invalid";
    }
    const until = Math.floor(Date.now() / 1000) + REMEMBERED_SECONDS;
    return { role, cookie: this.#setCookie(`${role}.${until}.${this.#sign(role, until)}`, REMEMBERED_SECONDS) };
  }

  /** The Set-Cookie header that forgets the role. */
  leave(): string {
    return this.#setCookie("", 0);
  }

  /** Lax: who follows a link on another site is known. Nothing is changed by following one. */
  #setCookie(value: string, seconds: number): string {
    return `${this.#options.cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
  }

  #roleIn(value: string): Role | null {
    const [role, until, signature, ...rest] = value.split(".");
    const known = ROLES.find((each) => each === role);
    if (known === undefined || signature === undefined || rest.length > 0 || !/^\d{1,12}$/.test(until ?? ""))
      return null;
    if (this.#options.codes[known] === undefined || Number(until) < Date.now() / 1000) return null;
    return sameSecret(signature, this.#sign(known, Number(until))) ? known : null;
  }

  /** Depends on the code as well: a new code ends what the old one opened. */
  #sign(role: Role, until: number): string {
    const key = createHmac("sha256", this.#options.secret)
      .update(this.#options.codes[role] ?? "")
      .digest();
    return createHmac("sha256", key).update(`${role}.${until}`).digest("base64url");
  }
}
