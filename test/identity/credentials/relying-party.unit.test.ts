import { expect, test } from "@jest/globals";

import { relyingPartyOf } from "../../../src/services/identity/credentials/relying-party.js";

test.each([
  ["https://partners.example.com", "partners.example.com", "partners.example.com", "https://partners.example.com"],
  // A proxy, or somebody else, may say what it wants.
  ["https://partners.example.com", "evil.example", "partners.example.com", "https://partners.example.com"],
  ["https://partners.example.com:8443", undefined, "partners.example.com", "https://partners.example.com:8443"],
  ["http://localhost:4000", "localhost:4000", "localhost", "http://localhost:4000"],
  ["http://127.0.0.1:4000", "localhost:4000", "localhost", "http://localhost:4000"],
  ["http://[::1]:4000", "LocalHost:4000", "localhost", "http://localhost:4000"],
  ["http://127.0.0.1", "localhost", "localhost", "http://localhost"],
])("at %s, asked as %s, passkeys belong to %s", (publicUrl, host, id, origin) => {
  expect(relyingPartyOf(publicUrl, host)).toEqual({ id, origin });
});

test.each([
  ["http://127.0.0.1:4000", "127.0.0.1:4000"],
  ["http://127.0.0.1:4000", "evil.example"],
  ["http://127.0.0.1:4000", "localhost:5000"],
  ["http://127.0.0.1:4000", undefined],
  ["http://192.168.1.7:4000", "localhost:4000"],
  ["https://[2001:db8::1]", "partners.example.com"],
])("at %s, asked as %s, there are no passkeys, and it is said why", (publicUrl, host) => {
  expect(() => relyingPartyOf(publicUrl, host)).toThrow(
    expect.objectContaining({ code: "passkeys_unavailable", kind: "unprocessable" }),
  );
});
