/** Where links of this installation lead from: `/r/<key>` in single mode, `/t/<slug>/r/<key>` in multi mode. */
export class LinkAddress {
  constructor(
    private readonly publicUrl: () => string,
    private readonly tenancy: "single" | "multi",
  ) {}

  of(slug: string, key: string): string {
    const prefix = this.tenancy === "multi" ? `/t/${slug}` : "";
    return `${this.publicUrl()}${prefix}/r/${encodeURIComponent(key)}`;
  }
}
