import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";

import type { Column, ColumnType } from "../../services/partners/reporting/catalog.js";
import type { FileRow } from "../../services/partners/reporting/report-file.service.js";
import type { AnswerStream } from "./answer-stream.js";
import type { FileFormat } from "./file-format.js";

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8" } as const;

const TYPES: Readonly<Record<ColumnType, Pick<SchemaElement, "type" | "converted_type">>> = {
  id: TEXT,
  string: TEXT,
  json: TEXT,
  date: { type: "INT32", converted_type: "DATE" },
  dateTime: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
  boolean: { type: "BOOLEAN" },
  integer: { type: "INT64" },
};

/** Gives what was written to the reader after each row group, so that no more than one is ever held. */
class StreamWriter extends ByteWriter {
  constructor(private readonly stream: AnswerStream) {
    super();
  }

  async flush(): Promise<void> {
    // A copy: the next row group is written over it.
    const bytes = this.getBytes().slice();
    this.index = 0;
    await this.stream.write(bytes);
  }
}

/** Apache Parquet: a row group for each batch, whole numbers as INT64, instants in milliseconds of UTC. */
export const parquetFile: FileFormat = {
  contentType: "application/vnd.apache.parquet",
  open(columns: readonly Column[], stream: AnswerStream) {
    const schema: SchemaElement[] = [
      { name: "root", num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...TYPES[type], repetition_type: "OPTIONAL" as const })),
    ];
    const bytes = new StreamWriter(stream);
    const writer = new ParquetWriter({ writer: bytes, schema, createdBy: "tributary" });
    return {
      write: async (rows: readonly FileRow[]) => {
        const columnData = columns.map((column) => ({
          name: column.name,
          data: rows.map((row) => valueOf(column.type, row[column.name] ?? null)),
          offsetIndex: false,
        }));
        await writer.write({ columnData, rowGroupSize: rows.length });
      },
      end: async () => {
        await writer.finish();
        await bytes.flush();
        stream.end();
      },
    };
  },
};

function valueOf(type: ColumnType, value: FileRow[string]): unknown {
  if (value === null) return null;
  if (type === "integer") return BigInt(value as number | bigint);
  return type === "date" ? new Date(`${String(value)}T00:00:00Z`) : value;
}
