/** What servers have said yes to. A fault may take the answer away, never the fact behind an answer that arrived. */
export class Acknowledged {
  /** Click ids, by the `cref` of their redirect. */
  readonly clicks = new Set<string>();
  /** The user id that was stitched to a click. */
  readonly stitches = new Map<string, string>();
  /** The answer that each event's id received first. */
  readonly events = new Map<string, string>();
  /** Those that nobody has looked for in the database yet. */
  readonly unproved = { clicks: new Set<string>(), events: new Set<string>() };
  /** Broken promises that were seen on the way, such as a second answer that differs from the first. */
  readonly broken: string[] = [];

  click(cref: string): void {
    this.clicks.add(cref);
    this.unproved.clicks.add(cref);
  }

  /** An event sent again must receive its first answer. */
  event(id: string, answer: string): void {
    const first = this.events.get(id);
    if (first === undefined) {
      this.events.set(id, answer);
      this.unproved.events.add(id);
    } else if (first !== answer) {
      this.broken.push(`event ${id} was answered ${first} and then ${answer}`);
    }
  }
}
