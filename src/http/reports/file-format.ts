import type { Column } from "../../services/partners/reporting/catalog.js";
import type { FileRow } from "../../services/partners/reporting/report-file.service.js";
import type { AnswerStream } from "./answer-stream.js";

/** How the rows of a report become bytes. */
export interface FileFormat {
  contentType: string;
  open(columns: readonly Column[], stream: AnswerStream): FileWriter;
}

export interface FileWriter {
  /** Settles once the reader has room for more. */
  write(rows: readonly FileRow[]): Promise<void>;
  end(): Promise<void>;
}
