import type { FastifyInstance, FastifyRequest } from "fastify";

import { IMAGE_BYTES_MAX, IMAGE_TYPES } from "../../services/organizations/image-reencoding.js";
import type { ImageType } from "../../services/organizations/image-reencoding.js";
import type { OrganizationImageService } from "../../services/organizations/organization-image.service.js";
import { AppError } from "../../shared/errors.js";
import type { Door } from "../http-server.js";
import type { CallerParts } from "../middleware/limited-caller.js";
import { identifyRequests } from "../middleware/limited-caller.js";
import { sendProblem } from "../problem.js";

const YEAR_SECONDS = 31_536_000;
const KEY = /^[0-9a-f-]{36}\/(?:logo|banner)-[0-9a-f-]{36}$/;

export interface ImageDoorParts extends CallerParts {
  images: OrganizationImageService;
}

/**
 * `PUT` and `DELETE /v1/organization/logo` and `…/banner`, plain and under `/t/<slug>`: the body is the image itself.
 * `GET /images/<organization>/<type>-<id>` shows it to anybody.
 */
export function imageDoor(parts: ImageDoorParts): Door {
  const routes = async (app: FastifyInstance): Promise<void> => addChanges(app, parts);
  return async (app) => {
    await app.register(routes);
    await app.register(routes, { prefix: "/t/:slug" });
    await app.register(async (app) => addReading(app, parts.images));
  };
}

function addChanges(app: FastifyInstance, { images, ...parts }: ImageDoorParts): void {
  app.removeAllContentTypeParsers();
  // Whatever its sender calls it: what it is, its bytes say.
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer", bodyLimit: IMAGE_BYTES_MAX },
    async (_request: FastifyRequest, body: Buffer) => body,
  );
  app.setErrorHandler(sendProblem);
  const knownOf = identifyRequests(app, parts, "image", (budget) => budget.spend(1));
  // Before the body is read: who may not change it does not make us read five megabytes.
  app.addHook("onRequest", async (request) => knownOf(request).caller.tenant().require("organization:write"));

  app.put("/v1/organization/:type", async (request) => {
    const type = typeOf(request);
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
      throw new AppError("badRequest", "Send the image as the body.", { code: "image_missing" });
    }
    return { url: `/images/${await images.replace(knownOf(request).caller.tenant(), type, request.body)}` };
  });

  app.delete("/v1/organization/:type", async (request) => {
    await images.remove(knownOf(request).caller.tenant(), typeOf(request));
    return { url: null };
  });
}

function typeOf(request: FastifyRequest): ImageType {
  const { type } = request.params as { type: string };
  const known = IMAGE_TYPES.find((one) => one === type);
  if (!known) throw new AppError("notFound", "There is nothing here.");
  return known;
}

function addReading(app: FastifyInstance, images: OrganizationImageService): void {
  app.setErrorHandler(sendProblem);
  app.get("/images/:organizationId/:name", async (request, reply) => {
    const { organizationId, name } = request.params as { organizationId: string; name: string };
    const key = `${organizationId}/${name}`;
    const bytes = KEY.test(key) ? await images.read(key) : undefined;
    if (!bytes) throw new AppError("notFound", "There is no such image.");
    // An address is never used again for another image. Mail shows it too, so other sites may.
    return reply
      .headers({
        "cache-control": `public, max-age=${YEAR_SECONDS}, immutable`,
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
      })
      .type("image/webp")
      .send(bytes);
  });
}
