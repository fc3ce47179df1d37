import { stringify } from "csv-stringify/sync";

import type { Column } from "../../services/partners/reporting/catalog.js";
import type { FileRow } from "../../services/partners/reporting/report-file.service.js";
import type { AnswerStream } from "./answer-stream.js";
import type { FileFormat } from "./file-format.js";

const OPTIONS = {
  /** A spreadsheet would run a text that begins with = + - or @; numbers stay as they are. */
  escape_formulas: true,
  record_delimiter: "windows",
  cast: { date: (instant: Date) => instant.toISOString(), boolean: (flag: boolean) => String(flag) },
} as const;

/** Comma-separated values as RFC 4180 has them, in UTF-8, with a header. Null is empty. */
export const csvFile: FileFormat = {
  contentType: "text/csv; charset=utf-8; header=present",
  open(columns: readonly Column[], stream: AnswerStream) {
    const names = columns.map(({ name }) => name);
    let isFirst = true;
    const write = async (rows: readonly FileRow[]): Promise<void> => {
      const text = stringify([...rows], { ...OPTIONS, columns: names, header: isFirst });
      isFirst = false;
      await stream.write(text);
    };
    return {
      write,
      /** Of an empty report the header alone. */
      end: async () => {
        if (isFirst) await write([]);
        stream.end();
      },
    };
  },
};
