import { crc32 } from "node:zlib";

/** A click as the redirect makes it: complete, with its own id, so that writing it twice changes nothing. */
export interface NewClick {
  organizationId: string;
  id: string;
  linkId: string;
  programId: string;
  partnerId: string;
  visitorId: string;
  clickedAt: Date;
  /** Keyed hash of where it came from; null for imported clicks, which are never judged. */
  sourceHash: Buffer | null;
  subId: string | null;
  /** The partner was revoked when the click was made: it redirects, and never earns. */
  partnerRevoked: boolean;
  /** The part of the user agent that gives a bot away; null for people. */
  botEvidence: string | null;
}

const FORMAT = 1;
const CHECKSUM_DIGITS = 8;

const checksum = (text: string): string => crc32(text).toString(16).padStart(CHECKSUM_DIGITS, "0");

/** One line of a spool file: a checksum, a space, the click as a JSON array. Ends in a newline. */
export function encodeClick(click: NewClick): string {
  const body = JSON.stringify([
    FORMAT,
    click.organizationId,
    click.id,
    click.linkId,
    click.programId,
    click.partnerId,
    click.visitorId,
    click.clickedAt.getTime(),
    click.sourceHash?.toString("base64") ?? null,
    click.subId,
    click.partnerRevoked,
    click.botEvidence,
  ]);
  return `${checksum(body)} ${body}\n`;
}

type Encoded = [
  number,
  string,
  string,
  string,
  string,
  string,
  string,
  number,
  string | null,
  string | null,
  boolean,
  string | null,
];

/** The click of a line without its newline; null when the line is torn or damaged. */
export function decodeClick(line: string): NewClick | null {
  const body = line.slice(CHECKSUM_DIGITS + 1);
  if (line[CHECKSUM_DIGITS] !== " " || line.slice(0, CHECKSUM_DIGITS) !== checksum(body)) return null;
  const fields = JSON.parse(body) as Encoded;
  if (fields[0] !== FORMAT) return null;
  const [, organizationId, id, linkId, programId, partnerId, visitorId, clickedAt, source, subId, revoked, bot] =
    fields;
  return {
    organizationId,
    id,
    linkId,
    programId,
    partnerId,
    visitorId,
    clickedAt: new Date(clickedAt),
    sourceHash: source === null ? null : Buffer.from(source, "base64"),
    subId,
    partnerRevoked: revoked,
    botEvidence: bot,
  };
}
