import sharp from "sharp";

import { AppError } from "../../shared/errors.js";

export const IMAGE_TYPES = ["logo", "banner"] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

/** What an upload may weigh (C-ORG-15). */
export const IMAGE_BYTES_MAX = 5 * 1024 * 1024;
/** More than any camera's picture that we could use; a bomb is told from its header, before it is unpacked. */
const PIXELS_MAX = 50_000_000;
const SECONDS_MAX = 10;
/** Pictures worked on at once; each may hold some hundred megabytes. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 20;
const QUALITY = 85;
/** What they are shown at, twice over for sharp screens. */
const BOUNDS: Record<ImageType, { width: number; height: number }> = {
  logo: { width: 512, height: 512 },
  banner: { width: 1600, height: 600 },
};

/** First bytes by which the three formats are known. Names and headers say nothing. */
const isKnown = (bytes: Buffer): boolean =>
  bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) ||
  bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) ||
  (bytes.subarray(0, 4).equals(Buffer.from("RIFF")) && bytes.subarray(8, 12).equals(Buffer.from("WEBP")));

/** Turns what people send into an image of our own making. */
export class ImageReencoding {
  private working = 0;
  private readonly waiting: (() => void)[] = [];

  /**
   * The picture as WebP within the type's bounds: its pixels and nothing else of what was sent, no metadata and no second
   * meaning. Throws `image_type_refused` for what is no JPEG, PNG or WebP, `image_too_many_pixels`, and `image_broken`.
   */
  async reencode(bytes: Buffer, type: ImageType): Promise<Buffer> {
    if (bytes.length > IMAGE_BYTES_MAX) throw new AppError("tooLarge", "An image has at most 5 MB.");
    if (!isKnown(bytes)) throw refusal("image_type_refused", "Send a JPEG, PNG or WebP.");
    return this.inTurn(async () => {
      try {
        const image = sharp(bytes, { limitInputPixels: false, failOn: "error", sequentialRead: true });
        const { format, width, height, pages = 1 } = await image.metadata();
        if (!["jpeg", "png", "webp"].includes(format)) throw refusal("image_type_refused", "Send a JPEG, PNG or WebP.");
        if (width * height * pages > PIXELS_MAX) {
          throw refusal("image_too_many_pixels", "This picture has more pixels than we unpack. Make it smaller first.");
        }
        return await sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: "error", sequentialRead: true })
          .autoOrient()
          .resize({ ...BOUNDS[type], fit: "inside", withoutEnlargement: true })
          .webp({ quality: QUALITY })
          .timeout({ seconds: SECONDS_MAX })
          .toBuffer();
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw refusal("image_broken", "This picture cannot be read: it is cut off or damaged.", error);
      }
    });
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.waiting.length >= WAITING_MAX) {
      throw new AppError("unavailable", "Too many pictures at once. Try again soon.", { retryAfterSeconds: 2 });
    }
    // Whoever leaves hands their place to the first who waits.
    if (this.working >= AT_ONCE_MAX) await new Promise<void>((go) => this.waiting.push(go));
    else this.working++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.working--;
    }
  }
}

const refusal = (code: string, message: string, cause?: unknown): AppError =>
  new AppError("unprocessable", message, { code, cause });
