import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { SetupError } from "../../setup-error.js";
import type { DataFolder } from "./data-folder.js";
import { writeDurably } from "./durable-file.js";

const PASSWORD_BYTES = 24;
const SECRET_KEY_BYTES = 32;

export interface Credentials {
  superuserPassword: string;
  ownerPassword: string;
  appPassword: string;
}

/** The passwords of this cluster, made before the cluster itself is, so that no cluster is ever without them. */
export async function readOrMakeCredentials(folder: DataFolder): Promise<Credentials> {
  if (existsSync(folder.credentials)) return JSON.parse(readFileSync(folder.credentials, "utf8")) as Credentials;
  if (existsSync(folder.cluster)) {
    throw new SetupError(
      `The database in ${folder.cluster} has lost its passwords: ${folder.credentials} is missing. Restore that file.`,
    );
  }
  const credentials: Credentials = {
    superuserPassword: makeSecret(PASSWORD_BYTES),
    ownerPassword: makeSecret(PASSWORD_BYTES),
    appPassword: makeSecret(PASSWORD_BYTES),
  };
  await writeDurably(folder.credentials, `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
}

/** 32 random bytes as base64url: what TRIBUTARY_SECRET_KEY is where the database is not embedded. */
export async function readOrMakeSecretKey(folder: DataFolder): Promise<string> {
  if (!existsSync(folder.secretKey)) {
    if (existsSync(folder.cluster)) {
      throw new SetupError(
        `The data folder ${folder.root} has lost its secret key: ${folder.secretKey} is missing. Restore that file.`,
      );
    }
    await writeDurably(folder.secretKey, `${makeSecret(SECRET_KEY_BYTES)}\n`);
  }
  return readFileSync(folder.secretKey, "utf8").trim();
}

function makeSecret(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
