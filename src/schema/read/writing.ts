/** For whom and for what a statement is written. */
export interface Writing {
  /** Whether the statement writes the answer itself. */
  isText: boolean;
  /** Whether it is a partner who asks: they see what is their own. */
  isPartner: boolean;
  /** The request's variables: they decide which conditions a list has, never what stands in them. */
  variables: Record<string, unknown>;
}
