/** The organization's prefix of this page: `/t/<slug>` where many organizations share a server, else empty. */
export function basePathOf(pathname: string): string {
  return /^\/t\/[^/]+/.exec(pathname)?.[0] ?? "";
}
