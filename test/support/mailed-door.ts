import type { DoorWorldSettings } from "./door-world.js";
import { DoorWorld } from "./door-world.js";
import type { ReceivedMail } from "./mail-servers.js";
import { TestMailServer } from "./mail-servers.js";

/** A server on a real port, and the mail server that it sends by. */
export class MailedDoor {
  private constructor(
    readonly door: DoorWorld,
    private readonly server: TestMailServer,
  ) {}

  static async start(settings: Omit<DoorWorldSettings, "mail"> = {}): Promise<MailedDoor> {
    const server = await TestMailServer.start();
    return new MailedDoor(await DoorWorld.start({ ...settings, mail: server.config }), server);
  }

  /** What has come for an address, the oldest first; what was waiting is sent. */
  async mailsTo(email: string): Promise<ReceivedMail[]> {
    await this.door.container.mailDelivery.sendDue();
    return this.server.received.filter(({ envelope }) => envelope.to[0] === email);
  }

  /** The link in the newest mail to an address. */
  async linkTo(email: string): Promise<string> {
    const mails = await this.mailsTo(email);
    const [link] = /http\S+#token=\S+/.exec(mails.at(-1)?.text ?? "") ?? [];
    if (link === undefined) throw new Error(`No link was mailed to ${email}.`);
    return link;
  }

  async end(): Promise<void> {
    await this.door.end();
    await this.server.stop();
  }
}
