import { randomUUID } from "node:crypto";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { botEvidence } from "../services/partners/click/bot-evidence.js";
import { hashSource } from "../services/partners/click/click-source.js";
import type { LinkCache } from "../services/partners/click/link-cache.js";
import type { NewClick } from "../services/partners/click/new-click.js";
import type { RedirectLink } from "../services/partners/click/redirect-link.js";
import { cutDestination } from "../services/partners/link-destination.js";
import type { DestinationParts } from "../services/partners/link-destination.js";
import type { Clock } from "../shared/clock.js";
import { isUuid, newId } from "../shared/ids.js";
import { clickUnavailablePage, linkNotFoundPage, organizationMissingPage } from "./redirect-pages.js";

/** 400 days: the longest that browsers keep a cookie. */
const COOKIE_MAX_AGE_SECONDS = 34_560_000;
const SUB_ID_LENGTH_MAX = 255;
const VISITOR_COOKIE = "tributary_visitor";
const VISITOR = new RegExp(`(?:^|;\\s*)${VISITOR_COOKIE}=([0-9a-fA-F-]{36})(?:;|$)`);
const KEY = /^[A-Za-z0-9_-]{1,64}$/;
const SLUG = /^[a-z0-9-]{3,30}$/;
// oxlint-disable-next-line no-control-regex -- control characters are what it is looking for
const CONTROL = /[\u0000-\u001f\u007f]/;

export interface RedirectDoorParts {
  links: Pick<LinkCache, "peek" | "find">;
  clicks: { write(click: NewClick): Promise<void> };
  clock: Clock;
  /** The key of source hashes (`CLICK_SOURCE_PURPOSE`). */
  sourceKey: Buffer;
  /** In single mode its organization's slug, for links without a prefix; null in multi mode. */
  soleSlug: (() => Promise<string | null>) | null;
  /** Whether visitors come by https: then their cookies stay there. */
  isSecure: boolean;
}

interface LinkParams {
  slug?: string;
  key: string;
}

/** `GET /r/:key` and `GET /t/:slug/r/:key`: to the link's destination, once the click is durable. HEAD records nothing. */
export function redirectDoor(parts: RedirectDoorParts) {
  return (server: FastifyInstance): void => {
    const handler = new RedirectHandler(parts);
    for (const url of ["/r/:key", "/t/:slug/r/:key"]) {
      server.route<{ Params: LinkParams }>({
        method: ["GET", "HEAD"],
        url,
        logLevel: "silent",
        handler: (request, reply) => handler.answer(request, reply),
      });
    }
  };
}

class RedirectHandler {
  /** Cut once for each link as the cache holds it, not once for each click. */
  private readonly destinations = new WeakMap<RedirectLink, DestinationParts>();

  constructor(private readonly parts: RedirectDoorParts) {}

  async answer(request: FastifyRequest<{ Params: LinkParams }>, reply: FastifyReply): Promise<FastifyReply> {
    const { key, slug: givenSlug } = request.params;
    void reply.header("cache-control", "no-store");
    if (givenSlug === undefined && this.parts.soleSlug === null) return organizationMissingPage(reply);
    if (!KEY.test(key)) return linkNotFoundPage(reply);

    let link: RedirectLink | null;
    try {
      const slug = givenSlug ?? (await this.parts.soleSlug?.()) ?? "";
      if (!SLUG.test(slug)) return linkNotFoundPage(reply);
      link = this.parts.links.peek(slug, key) ?? (await this.parts.links.find(slug, key));
    } catch {
      return clickUnavailablePage(reply);
    }
    if (link === null) return linkNotFoundPage(reply);
    if (request.method === "HEAD" || !link.organizationActive)
      return reply.code(302).header("location", link.destination).send();

    const visitorId = readVisitor(request.headers.cookie) ?? randomUUID();
    const clickId = newId();
    const userAgent = request.headers["user-agent"];
    const { organizationId, linkId, programId, partnerId, partnerRevoked } = link;
    try {
      await this.parts.clicks.write({
        organizationId,
        id: clickId,
        linkId,
        programId,
        partnerId,
        visitorId,
        clickedAt: this.parts.clock.now(),
        sourceHash: hashSource(this.parts.sourceKey, organizationId, request.ip, userAgent),
        subId: readSubId(request.query as Record<string, unknown>),
        partnerRevoked,
        botEvidence: botEvidence(userAgent),
      });
    } catch {
      // The writer has reported why. An answer now would lead to a destination with a click that does not exist.
      return clickUnavailablePage(reply);
    }
    const { head, tail } = this.destinationOf(link);
    return reply
      .code(302)
      .header("location", `${head}${clickId}${tail}`)
      .header("set-cookie", this.cookies(givenSlug, clickId, visitorId))
      .send();
  }

  private destinationOf(link: RedirectLink): DestinationParts {
    let parts = this.destinations.get(link);
    if (parts === undefined) {
      parts = cutDestination(link.destination);
      this.destinations.set(link, parts);
    }
    return parts;
  }

  /** Only the organization's own paths see them, so that no organization learns another one's visitors. */
  private cookies(slug: string | undefined, clickId: string, visitorId: string): string[] {
    const path = slug === undefined ? "/" : `/t/${slug}`;
    const attributes = `Path=${path}; Max-Age=${COOKIE_MAX_AGE_SECONDS}; SameSite=Lax${this.parts.isSecure ? "; Secure" : ""}`;
    return [`cref=${clickId}; ${attributes}`, `${VISITOR_COOKIE}=${visitorId}; ${attributes}; HttpOnly`];
  }
}

/** The visitor of an earlier click; anything that is not one of our ids is as good as none. */
function readVisitor(cookie: string | undefined): string | null {
  if (cookie === undefined) return null;
  const visitorId = VISITOR.exec(cookie)?.[1];
  return isUuid(visitorId) ? visitorId.toLowerCase() : null;
}

/** The partner's own mark on a click. What is too long or cannot be stored is left out: the click counts without it. */
function readSubId({ sub }: Record<string, unknown>): string | null {
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  if (typeof text !== "string" || text === "" || text.length > SUB_ID_LENGTH_MAX) return null;
  return CONTROL.test(text) || !text.isWellFormed() ? null : text;
}
