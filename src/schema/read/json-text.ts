/** In JSON an object begins like this, and a string does so only at its end: what is counted too much is a string's. */
const OBJECT = '{"';

/** An answer, or a part of one, that is JSON already. */
export class JsonText {
  private counted: number | undefined;

  constructor(readonly text: string) {}

  /** How many objects it has, or a few more. */
  get objects(): number {
    if (this.counted === undefined) {
      this.counted = 0;
      for (let at = this.text.indexOf(OBJECT); at >= 0; at = this.text.indexOf(OBJECT, at + 1)) this.counted += 1;
    }
    return this.counted;
  }

  /** For whoever writes JSON around it. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}
