/** The resume token, kept for this tab so that a reload goes on where it was. */
import type { Door } from "../domain/door";

export class ResumeToken {
  private readonly key: string;

  constructor(walk: string, door: Door) {
    this.key = `latentwalk.resume.${door}.${walk}`;
  }

  get value(): string | null {
    try {
      return sessionStorage.getItem(this.key);
    } catch {
      return null; // storage forbidden: a reload begins anew
    }
  }

  set value(token: string | null) {
    try {
      if (token === null) sessionStorage.removeItem(this.key);
      else sessionStorage.setItem(this.key, token);
    } catch {
      // as above
    }
  }
}
