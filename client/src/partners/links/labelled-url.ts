/** What a label may be made of: the redirect cuts nothing off, and no address needs to escape it. */
const LABEL_PATTERN = /^[A-Za-z0-9._~-]{1,64}$/;

/** Whether the redirect takes it as it stands. */
export function isLabel(label: string): boolean {
  return LABEL_PATTERN.test(label);
}

/** The link with a label that clicks, statistics and reports carry on. Without one, the link itself. */
export function labelledUrl(url: string, label: string): string {
  if (!isLabel(label)) return url;
  const labelled = new URL(url);
  labelled.searchParams.set("sub", label);
  return labelled.href;
}
