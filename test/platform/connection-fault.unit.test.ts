import { expect, test } from "@jest/globals";

import { explainConnectionFault } from "../../src/shared/database/connection-fault.js";
import { SetupError } from "../../src/shared/setup-error.js";

const url = "postgres://owner:s3cret@db.example.com:5432/tributary";
const faultWith = (code: string): Error => Object.assign(new Error("driver's words with s3cret"), { code });

test.each(["ECONNREFUSED", "ENOTFOUND", "28P01", "3D000"])(
  "%s is explained by the server's name, never the password",
  (code) => {
    const explained = explainConnectionFault(faultWith(code), url);
    expect(explained).toBeInstanceOf(SetupError);
    expect((explained as Error).message).toContain("db.example.com:5432");
    expect((explained as Error).message).toContain("Check DATABASE_URL");
    expect((explained as Error).message).not.toContain("s3cret");
  },
);

test("any other error stays what it is", () => {
  const fault = faultWith("42601");
  expect(explainConnectionFault(fault, url)).toBe(fault);
});
