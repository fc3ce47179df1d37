import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { Client } from "graphql-ws";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

import type { Role } from "../../src/shared/role.js";
import type { Container, ContainerSettings } from "../../src/container.js";
import { createContainer } from "../../src/container.js";
import { allDoors } from "../../src/http/doors.js";
import type { Door } from "../../src/http/http-server.js";
import { HttpServer } from "../../src/http/http-server.js";
import { importClicks } from "../../src/services/partners/click/click-import.js";
import type { NewProgram } from "../../src/services/partners/program.service.js";
import type { MailConfig } from "../../src/shared/config.js";
import { newId } from "../../src/shared/ids.js";
import { UserContext } from "../../src/shared/user-context.js";
import type { TenantContext } from "../../src/shared/tenant-context.js";
import { ComparingExecutor } from "./comparing-executor.js";
import { tenPercent } from "./program-world.js";
import type { KeyScope } from "../../src/shared/key-scope.js";
import type { Log } from "../../src/shared/log.js";
import type { IsTrustedProxy } from "../../src/shared/trusted-proxies.js";
import { namedPlugins } from "./named-plugins.js";
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

export interface PostSettings {
  token?: string | undefined;
  headers?: Record<string, string>;
}

export interface RestAnswer {
  status: number;
  body: any;
  headers: Headers;
}

export interface SocketSettings {
  token?: string;
  slug?: string;
  headers?: Record<string, string>;
  retryAttempts?: number;
}

export interface DoorWorldSettings {
  tenancy?: "single" | "multi";
  verifiesOrganizations?: boolean;
  now?: string;
  /** A build of the client, instead of the one beside us. */
  clientFolder?: string;
  rateLimits?: boolean;
  corsOrigins?: string[];
  mail?: MailConfig;
  isSecure?: boolean;
  isPolicyEnforced?: boolean;
  isTrustedProxy?: IsTrustedProxy;
  log?: Log;
  oidcIssuers?: string[];
  oidcAudiences?: string[];
  operatorAudience?: string;
  /** False: queries are executed as in production, once, instead of in every mode. */
  comparesModes?: boolean;
}

/** A server on a real port, with everything behind it, and people who may come through its doors. */
export class DoorWorld {
  private constructor(
    readonly world: World,
    readonly container: Container,
    private readonly http: HttpServer,
    private readonly dataFolder: string,
    /** Every route of every door: `POST /v1/events`. */
    readonly routes: readonly string[],
  ) {}

  static async start({ tenancy = "multi", now, ...more }: DoorWorldSettings = {}): Promise<DoorWorld> {
    const world = await startWorld(now === undefined ? {} : { now });
    const started = DoorWorld.serve(world, tenancy, 0, more);
    await started.container.clicks.start();
    await started.http.start();
    return started;
  }

  /** A second server on the same database, as another process would be. With a port: a successor of the one that had it. */
  async another(tenancy: "single" | "multi" = "multi", port = 0): Promise<DoorWorld> {
    const started = DoorWorld.serve(this.world, tenancy, port);
    await started.container.clicks.start();
    await started.http.start();
    return started;
  }

  private static serve(
    world: World,
    tenancy: "single" | "multi",
    port = 0,
    { comparesModes = true, ...more }: Omit<DoorWorldSettings, "now" | "tenancy"> = {},
  ): DoorWorld {
    const publicUrl = (): string => http.url;
    const secretKey = Buffer.from(world.storage.secretKey, "hex");
    const { database } = world;
    const dataFolder = mkdtempSync(join(tmpdir(), "tributary-door-"));
    const { appUrl } = world.storage;
    const settings: ContainerSettings = {
      database,
      appUrl,
      secretKey,
      dataFolder,
      tenancy,
      publicUrl,
      log: silentLog,
      isSecure: false,
      ...more,
    };
    const container = createContainer(settings);
    const { journalFeed, sealer } = container;
    const routes: string[] = [];
    const noted: Door = (app) => {
      app.addHook("onRoute", ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)));
    };
    const doors = allDoors(
      comparesModes ? { ...container, graphExecutor: () => ComparingExecutor.of(container) } : container,
      settings,
    );
    const http = new HttpServer({
      host: "127.0.0.1",
      port,
      doors: [namedPlugins, noted, ...doors],
      isTrustedProxy: settings.isTrustedProxy,
      log: settings.log,
      stopping: new AbortController().signal,
    });
    sealer.start();
    journalFeed.start();
    return new DoorWorld(world, container, http, dataFolder, routes);
  }

  get url(): string {
    return this.http.url;
  }

  async organization(): Promise<DoorOrganization> {
    const slug = `org-${newId().slice(-12)}`;
    const { id } = await this.container.organizations.create(this.world.operator, { slug, name: `The ${slug}` });
    return new DoorOrganization(this, id, slug);
  }

  /** A session of the person, who begins in the organization. */
  async tokenOf(userId: string, organizationId: string | null): Promise<string> {
    const user = new UserContext({ database: this.world.database, userId });
    return (await this.container.sessions.start(user, organizationId)).token;
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

  /** A request to a REST door; the body as JSON unless it is text or bytes. */
  async post(path: string, body: unknown, { token, headers }: PostSettings = {}): Promise<RestAnswer> {
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const answer = await fetch(`${this.url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: isRaw ? (body as string) : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  }

  /** A client of `ws /graphql`. It does not come again by itself unless told so. */
  socket({ token, slug, retryAttempts = 0, ...given }: SocketSettings = {}): Client {
    const path = `${slug === undefined ? "" : `/t/${slug}`}/graphql`;
    class Socket extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers: given.headers ?? {} });
      }
    }
    return createClient({
      url: `${this.url.replace(/^http/, "ws")}${path}`,
      webSocketImpl: Socket,
      connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
      lazy: true,
      retryAttempts,
      retryWait: () => delay(20),
    });
  }

  /** Ends this server; the database stays. */
  async stop(): Promise<void> {
    await this.http.stop();
    await this.container.clicks.stop();
    await this.container.rateLimiter.stop();
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

  async member(role: Role): Promise<{ token: string; membershipId: string; userId: string }> {
    const { container, world } = this.door;
    const email = `${newId()}@example.com`;
    const { membershipId, userId } = await container.organizations.addMember(world.operator, this.id, {
      email,
      name: role,
      role,
    });
    return { token: await this.door.tokenOf(userId, this.id), membershipId, userId };
  }

  async partner(name = "Partner"): Promise<{ token: string; id: string }> {
    const { container } = this.door;
    const { id } = await container.partners.create(this.ctx, { name, email: `${newId()}@example.com` });
    return { id, token: await this.partnerToken(id) };
  }

  async partnerToken(id: string): Promise<string> {
    return (await this.door.container.sessions.startPartner(this.ctx, { partnerId: id, generation: 1 })).token;
  }

  async key(...scopes: KeyScope[]): Promise<string> {
    return (await this.door.container.apiKeys.create(this.ctx, { name: `${scopes.join(" ")}, ${this.slug}`, scopes }))
      .token;
  }

  async signInToken(holder: { kind: "member" | "partner"; id: string }): Promise<string> {
    return this.door.container.signInLinks.create(this.ctx, holder);
  }

  /** A program that pays ten percent of everything, and a partner's link to it. */
  async campaign(given: Partial<NewProgram> = {}): Promise<Campaign> {
    const { programs } = this.door.container;
    const program = await programs.create(this.ctx, {
      slug: `program-${newId().slice(-12)}`,
      name: "Program",
      attributionModel: "last_click",
      windowDays: 30,
      holdbackDays: 14,
      destinationUrl: "https://shop.example.com/",
      rules: [tenPercent],
      ...given,
    });
    return new Campaign(this, program.id);
  }
}

/** One program, its partners, and what happens in it. */
export class Campaign {
  constructor(
    readonly organization: DoorOrganization,
    readonly programId: string,
  ) {}

  async partner(name = "Partner"): Promise<CampaignPartner> {
    const partner = await this.organization.partner(name);
    const { links } = this.organization.door.container;
    const link = await links.create(this.organization.ctx, { programId: this.programId, partnerId: partner.id });
    return { ...partner, linkId: link.id, linkKey: link.key };
  }

  /** A click of a visitor, an hour ago unless said otherwise; the user is theirs. */
  async touch(
    partner: CampaignPartner,
    userId: string,
    given: { agoMs?: number; visitorId?: string } = {},
  ): Promise<string> {
    const { ctx, door } = this.organization;
    const id = newId();
    await importClicks(ctx, [
      {
        id,
        linkId: partner.linkId,
        programId: this.programId,
        partnerId: partner.id,
        visitorId: given.visitorId ?? newId(),
        clickedAt: new Date(ctx.clock.now().getTime() - (given.agoMs ?? 3_600_000)),
      },
    ]);
    await door.container.identities.identify(ctx, { cref: id, userId });
    return id;
  }

  /** A sale of 100.00 USD unless said otherwise, through the service. */
  async sale(userId: string, given: Record<string, unknown> = {}): Promise<string> {
    const id = `sale-${newId()}`;
    const body = { id, type: "sale", userId, amount: { amountMinor: 10_000, currency: "USD" }, ...given };
    const [outcome] = await this.organization.door.container.events.record(this.organization.ctx, [body]);
    if (outcome?.kind !== "answered") throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
    return id;
  }
}

export interface CampaignPartner {
  id: string;
  token: string;
  linkId: string;
  linkKey: string;
}
