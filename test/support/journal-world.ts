import pg from "pg";
import { pino } from "pino";

import { JournalFeed } from "../../src/services/audit/journal-feed.js";
import { JournalListener } from "../../src/services/audit/journal-listener.js";
import { JournalSealer } from "../../src/services/audit/journal-sealer.js";
import { JournalVerifier } from "../../src/services/audit/journal-verifier.js";
import { Journal } from "../../src/services/audit/journal.js";
import { createDataSource } from "../../src/shared/database/data-source.js";
import { Database } from "../../src/shared/database/database.js";
import { newId } from "../../src/shared/ids.js";
import { TenantContext } from "../../src/shared/tenant-context.js";
import { silentLog } from "./silent-log.js";
import { type TestDatabase, createTestDatabase } from "./test-cluster.js";

/** What one server process has of the journal. Its connections are its own, and so is its memory. */
export class JournalProcess {
  /** What its sealer warned of. */
  readonly warnings: string[] = [];
  readonly sealer: JournalSealer;
  readonly journal: Journal;
  readonly verifier: JournalVerifier;
  readonly feed: JournalFeed;

  constructor(
    readonly database: Database,
    appUrl: string,
    secretKey: Buffer,
  ) {
    const log = pino({ level: "warn" }, { write: (line) => this.warnings.push(line) });
    this.sealer = new JournalSealer(database, secretKey, log);
    this.journal = new Journal(secretKey, (organizationId) => this.sealer.wake(organizationId));
    this.verifier = new JournalVerifier(database);
    this.feed = new JournalFeed(database, new JournalListener(appUrl, silentLog), silentLog);
  }

  ctx(organizationId: string): TenantContext {
    return new TenantContext({
      database: this.database,
      organizationId,
      principal: { kind: "system", name: "test" },
    });
  }

  /** Commits one transaction with an entry for each name. */
  write(organizationId: string, ...names: string[]): Promise<string[]> {
    return this.ctx(organizationId).transaction((ctx) => this.journal.append(ctx, names.map(linkCreated)));
  }

  async stop(): Promise<void> {
    await this.feed.stop();
    await this.sealer.stop();
    await this.database.dataSource.destroy();
  }
}

export const linkCreated = (name: string) => ({
  kind: "link.created" as const,
  subject: { type: "Link", id: newId() },
  data: { name },
});

/** One database and any number of processes on it. */
export class JournalWorld {
  private readonly processes: JournalProcess[] = [];

  private constructor(
    readonly test: TestDatabase,
    readonly superuser: pg.Client,
  ) {}

  static async start(): Promise<JournalWorld> {
    const test = await createTestDatabase();
    const superuser = new pg.Client(test.superuserUrl);
    superuser.on("error", () => undefined);
    await superuser.connect();
    return new JournalWorld(test, superuser);
  }

  get secretKey(): Buffer {
    return Buffer.from(this.test.secretKey, "base64url");
  }

  async process(poolMax = 5): Promise<JournalProcess> {
    const dataSource = createDataSource({ url: this.test.appUrl, poolMax, applicationName: "journal test" });
    await dataSource.initialize();
    const process = new JournalProcess(new Database(dataSource), this.test.appUrl, this.secretKey);
    this.processes.push(process);
    return process;
  }

  /** Names of the sealed entries, in their order, after asserting that their positions have no gap. */
  async sealedNames(organizationId: string): Promise<string[]> {
    const { rows } = await this.superuser.query<{ position: string; bytes: Buffer }>(
      "SELECT position, bytes FROM journal_entry WHERE organization_id = $1 ORDER BY position",
      [organizationId],
    );
    rows.forEach(({ position }, index) => {
      if (position !== String(index)) throw new Error(`A gap before position ${position}.`);
    });
    return rows.map(({ bytes }) => (JSON.parse(bytes.toString()) as { data: { name: string } }).data.name);
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    await this.superuser.end();
    await this.test.drop();
  }
}

/** Waits until it is so, at most ten seconds. */
export async function until(isSo: () => boolean | Promise<boolean>, forMs = 10_000): Promise<void> {
  const end = Date.now() + forMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("It did not come to be so in time.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
