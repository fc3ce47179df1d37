export type EntityClass = new () => object;

/** The SQL of a property's column in the row at hand: `row("partnerId")` is `t1.partner_id`. */
export type Row = (property: string) => string;

/** What SQL from our source may refer to beside the row: never a value, always a parameter. */
export interface SqlTerms {
  /** The organization that asks. */
  organization: string;
  /** The instant of the read. */
  now: string;
}
