/** Where an organization's pages and links stand on this installation: `/t/<slug>` where there are many, else nothing. */
export const organizationPath = (tenancy: "single" | "multi", slug: string): string =>
  tenancy === "multi" ? `/t/${slug}` : "";
