import { organizationPath } from "../../shared/organization-path.js";

/** Where links of this installation lead from: `/r/<key>` in single mode, `/t/<slug>/r/<key>` in multi mode. */
export class LinkAddress {
  constructor(
    private readonly publicUrl: () => string,
    private readonly tenancy: "single" | "multi",
  ) {}

  of(slug: string, key: string): string {
    return `${this.publicUrl()}${organizationPath(this.tenancy, slug)}/r/${encodeURIComponent(key)}`;
  }
}
