/** Where larger things than rows are kept, by keys such as `<organization>/logo-<id>`. What is written is never changed. */
export interface ObjectStorage {
  /** Keeps the bytes for good once it has answered. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** Undefined where there is nothing of that key. */
  get(key: string): Promise<Buffer | undefined>;
  /** Safe to repeat. */
  delete(key: string): Promise<void>;
}
