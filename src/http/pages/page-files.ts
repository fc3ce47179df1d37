import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
/** Smaller files and packed formats do not gain. */
const COMPRESSED = /^(text|application\/json|image\/svg)/;
const COMPRESSED_BYTES_MIN = 1024;

const compress = promisify(gzip);

/** A file of the client's build, in memory: there are few, and they do not change while the server runs. */
export class PageFile {
  readonly type: string;
  readonly etag: string;
  private compressing: Promise<Buffer> | undefined;

  constructor(
    path: string,
    readonly bytes: Buffer,
  ) {
    this.type = TYPES[extname(path)] ?? "application/octet-stream";
    this.etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  }

  get isCompressible(): boolean {
    return COMPRESSED.test(this.type) && this.bytes.length >= COMPRESSED_BYTES_MIN;
  }

  /** Compressed once, when it is first asked for. */
  compressed(): Promise<Buffer> {
    this.compressing ??= compress(this.bytes);
    return this.compressing;
  }
}

/** The files of a folder by their address. Nothing but these can be asked for, so no address leads elsewhere. */
export async function readPageFiles(folder: string): Promise<Map<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (path): Promise<[string, PageFile]> => {
        const address = `/${relative(folder, path).split(sep).join("/")}`;
        return [address, new PageFile(path, await readFile(path))];
      }),
    ),
  );
}
