import { newId } from "../../shared/ids.js";
import type { Log } from "../../shared/log.js";
import type { TenantContext } from "../../shared/tenant-context.js";
import type { ObjectStorage } from "../platform/storage/object-storage.js";
import type { ImageReencoding, ImageType } from "./image-reencoding.js";
import type { OrganizationSettingsService } from "./organization-settings.service.js";

/** An organization's logo and banner: checked, made anew, kept under a name that nobody can guess, and never changed. */
export class OrganizationImageService {
  constructor(
    private readonly storage: ObjectStorage,
    private readonly images: ImageReencoding,
    private readonly settings: OrganizationSettingsService,
    private readonly log: Log,
  ) {}

  /** Puts another image in the place of the former one, and gives its key. Each call makes an image of its own. */
  async replace(ctx: TenantContext, type: ImageType, bytes: Buffer): Promise<string> {
    ctx.require("organization:write");
    const image = await this.images.reencode(bytes, type);
    const imageId = newId();
    const key = keyOf(ctx, type, imageId);
    // First the image and then the row that names it: a row without its image would be seen, an image without its row is not.
    await this.storage.put(key, image);
    try {
      await this.change(ctx, type, imageId);
    } catch (error) {
      await this.forget(key);
      throw error;
    }
    return key;
  }

  /** Takes the image away; then the nearest one above shows. Safe to repeat. */
  async remove(ctx: TenantContext, type: ImageType): Promise<void> {
    await this.change(ctx, type, null);
  }

  /** The image of a key, for anybody: keys are random, and images are there to be seen. */
  read(key: string): Promise<Buffer | undefined> {
    return this.storage.get(key);
  }

  private async change(ctx: TenantContext, type: ImageType, imageId: string | null): Promise<void> {
    const former = await this.settings.changeImage(ctx, type, imageId);
    if (former !== null && former !== imageId) await this.forget(keyOf(ctx, type, former));
  }

  /** What nobody shows any more. That it could not be deleted is no reason to fail what was done. */
  private async forget(key: string): Promise<void> {
    await this.storage.delete(key).catch((error: unknown) => {
      this.log.warn({ err: error, key }, "an image that nobody shows could not be deleted");
    });
  }
}

const keyOf = ({ organizationId }: TenantContext, type: ImageType, imageId: string): string =>
  `${organizationId}/${type}-${imageId}`;
