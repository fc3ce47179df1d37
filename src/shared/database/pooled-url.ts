const PARAMETER = "pooler";
const BY_TRANSACTION = "transaction";

/** Marks a URL as leading to a pooler that gives its connections for one transaction at a time. The driver passes over it. */
export function throughPooler(url: string): string {
  const marked = new URL(url);
  marked.searchParams.set(PARAMETER, BY_TRANSACTION);
  return marked.href;
}

/** Whether each transaction may have another session: nothing may be left in one that a later transaction relies on. */
export const isPooled = (url: string): boolean => new URL(url).searchParams.get(PARAMETER) === BY_TRANSACTION;
