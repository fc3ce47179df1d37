/** What a redirect needs to know of a link, and nothing more. */
export interface RedirectLink {
  /** The organization's slug. */
  slug: string;
  key: string;
  organizationId: string;
  linkId: string;
  programId: string;
  partnerId: string;
  partnerRevoked: boolean;
  /** False: the visitor is taken to the destination and nothing of it is recorded. */
  organizationActive: boolean;
  destination: string;
}

/** Where links are looked up before any organization is known. */
export interface LinkSource {
  /** Null when there is no such link. Rejects when the database does not answer. */
  find(slug: string, key: string): Promise<RedirectLink | null>;
  /** The newest links of all organizations, at most `limit`. */
  newest(limit: number): Promise<RedirectLink[]>;
}
