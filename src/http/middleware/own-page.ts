/** Whether the page that asks is ours: as browsers write its origin, beside the host that was asked. */
export function isOwnPage(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === host || origin === new URL(publicUrl).origin;
}
