/** An address as people say it: "shop.example.com/lamps". */
export function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, "").replace(/\/$/, "");
}
