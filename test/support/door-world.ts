import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Role } from "../../src/entities/organizations/membership.entity.js";
import type { Container } from "../../src/container.js";
import { createContainer } from "../../src/container.js";
import { graphDoor } from "../../src/http/graphql/graph-door.js";
import type { Door } from "../../src/http/http-server.js";
import { HttpServer } from "../../src/http/http-server.js";
import { redirectDoor } from "../../src/http/redirect.js";
import { newId } from "../../src/shared/ids.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import { silentLog } from "./silent-log.js";
import type { World } from "./world.js";
import { startWorld } from "./world.js";

export interface GraphAnswer {
  status: number;
  data: any;
  errors:
    | { message: string; path?: (string | number)[]; extensions: { code: string; requestId?: string } }[]
    | undefined;
  headers: Headers;
}

export interface GraphRequest {
  token?: string | undefined;
  cookie?: string;
  /** Under `/t/<slug>`. */
  slug?: string;
  variables?: Record<string, unknown>;
}

export interface DoorWorldSettings {
  tenancy?: "single" | "multi";
  now?: string;
}

/** A server on a real port, with everything behind it, and people who may come through its doors. */
export class DoorWorld {
  private constructor(
    readonly world: World,
    readonly container: Container,
    private readonly http: HttpServer,
    private readonly dataFolder: string,
  ) {}

  static async start({ tenancy = "multi", now }: DoorWorldSettings = {}): Promise<DoorWorld> {
    const world = await startWorld(now === undefined ? {} : { now });
    const started = DoorWorld.serve(world, tenancy);
    await started.container.clicks.start();
    await started.http.start();
    return started;
  }

  /** A second server on the same database, as another process would be. */
  async another(tenancy: "single" | "multi" = "multi"): Promise<DoorWorld> {
    const started = DoorWorld.serve(this.world, tenancy);
    await started.container.clicks.start();
    await started.http.start();
    return started;
  }

  private static serve(world: World, tenancy: "single" | "multi"): DoorWorld {
    const publicUrl = (): string => http.url;
    const secretKey = Buffer.from(world.storage.secretKey, "hex");
    const { database } = world;
    const dataFolder = mkdtempSync(join(tmpdir(), "tributary-door-"));
    const { appUrl } = world.storage;
    const settings = { database, appUrl, secretKey, dataFolder, log: silentLog, tenancy, publicUrl };
    const container = createContainer({ ...settings, isSecure: false });
    const { callers, cookie, feeds, journalFeed, sealer, clicks } = container;
    const doors: Door[] = [
      redirectDoor({
        links: clicks.links,
        clicks,
        clock: database.clock,
        sourceKey: secretKey,
        soleSlug: tenancy === "single" ? () => clicks.soleSlug() : null,
        isSecure: false,
      }),
      graphDoor({ schema: container.graphSchema(), callers, cookie, feeds, journalFeed, publicUrl, log: silentLog }),
    ];
    const http = new HttpServer({
      host: "127.0.0.1",
      port: 0,
      trustProxy: undefined,
      doors,
      log: silentLog,
      stopping: new AbortController().signal,
    });
    sealer.start();
    journalFeed.start();
    return new DoorWorld(world, container, http, dataFolder);
  }

  get url(): string {
    return this.http.url;
  }

  async organization(): Promise<DoorOrganization> {
    const slug = `org-${newId().slice(-12)}`;
    const { id } = await this.container.organizations.create(this.world.operator, { slug, name: `The ${slug}` });
    return new DoorOrganization(this, id, slug);
  }

  /** One operation by POST. */
  async graph(query: string, { token, cookie, slug, variables }: GraphRequest = {}): Promise<GraphAnswer> {
    const answer = await fetch(`${this.url}${slug === undefined ? "" : `/t/${slug}`}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { cookie }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as Pick<GraphAnswer, "data" | "errors">;
    return { status: answer.status, data, errors, headers: answer.headers };
  }

  /** Ends this server; the database stays. */
  async stop(): Promise<void> {
    await this.http.stop();
    await this.container.clicks.stop();
    await this.container.journalFeed.stop();
    await this.container.sealer.stop();
    rmSync(this.dataFolder, { recursive: true });
  }

  async end(): Promise<void> {
    await this.stop();
    await this.world.end();
  }
}

/** An organization and the people in it, each with a token. */
export class DoorOrganization {
  constructor(
    readonly door: DoorWorld,
    readonly id: string,
    readonly slug: string,
  ) {}

  /** The system in this organization: may do everything. */
  get ctx(): TenantContext {
    return this.door.world.as(this.id);
  }

  async member(role: Role): Promise<{ token: string; membershipId: string }> {
    const { container, world } = this.door;
    const email = `${newId()}@example.com`;
    const { membershipId } = await container.organizations.addMember(world.operator, this.id, {
      email,
      name: role,
      role,
    });
    const { token } = await container.sessions.start(this.ctx, { kind: "member", id: membershipId, generation: 1 });
    return { token, membershipId };
  }

  async partner(name = "Partner"): Promise<{ token: string; id: string }> {
    const { container } = this.door;
    const { id } = await container.partners.create(this.ctx, { name, email: `${newId()}@example.com` });
    return { id, token: await this.partnerToken(id) };
  }

  async partnerToken(id: string): Promise<string> {
    const holder = { kind: "partner", id, generation: 1 } as const;
    return (await this.door.container.sessions.start(this.ctx, holder)).token;
  }

  async key(kind: "admin" | "events"): Promise<string> {
    return (await this.door.container.apiKeys.create(this.ctx, { name: `${kind} key`, kind })).token;
  }

  async signInToken(holder: { kind: "member" | "partner"; id: string }): Promise<string> {
    return this.door.container.signInLinks.create(this.ctx, holder);
  }
}
