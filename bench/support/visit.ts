const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/** The slug of the organization whose link `spring` is visited. */
export const VISITED = "bench";

/** A visitor of their own each time, as a proxy in front tells them apart: many clicks of one would be flagged. */
export function visit(number: number): Buffer {
  const address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
  return Buffer.from(
    `GET /t/${VISITED}/r/spring HTTP/1.1\r\nHost: bench\r\nUser-Agent: ${AGENT}\r\nX-Forwarded-For: ${address}\r\n\r\n`,
  );
}
