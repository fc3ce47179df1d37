import type { ServerResponse } from "node:http";

/** A request with a JSON body, whole, as somebody of an organization sends it. */
export function postOf(
  url: string,
  path: string,
  { token, organizationId }: { token: string; organizationId: string },
  content: object,
): Buffer {
  const body = JSON.stringify(content);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nAuthorization: Bearer ${token}\r\nX-Organization: ${organizationId}\r\n\r\n${body}`,
  );
}

/** Answers a request with JSON. */
export function answerJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}
