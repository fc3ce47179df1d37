/** The shape of every Relay connection that the graph offers. */
export interface Connection<Row> {
  edges: { node: Row }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
  /** Counted up to a bound, where a list asks for it. */
  totalCount?: number;
  isTotalCountExact?: boolean;
}

/** How many rows there are in all, or at least. */
export interface RowsTotal {
  count: number;
  isExact: boolean;
}

export interface RowsState<Row, Fault> {
  rows: readonly Row[];
  /** Nothing has been shown yet. */
  loading: boolean;
  loadingMore: boolean;
  hasMore: boolean;
  total?: RowsTotal | undefined;
  error: Fault | undefined;
}

/** Answers one page; a fault is an answer too. */
export type FetchPage<Row, Fault> = (after: string | null) => Promise<{ page?: Connection<Row>; error?: Fault }>;

/** A list that grows page by page at its end, and is brought up to date at its beginning. */
export class RowsStore<Row extends { id: string }, Fault> {
  #state: RowsState<Row, Fault> = { rows: [], loading: true, loadingMore: false, hasMore: false, error: undefined };
  #endCursor: string | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly fetchPage: FetchPage<Row, Fault>) {}

  readonly state = (): RowsState<Row, Fault> => this.#state;

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly loadMore = async (): Promise<void> => {
    if (!this.#state.hasMore || this.#state.loadingMore) return;
    this.#become({ loadingMore: true });
    const { page, error } = await this.fetchPage(this.#endCursor);
    const known = new Set(this.#state.rows.map(({ id }) => id));
    const older = page ? nodesOf(page).filter(({ id }) => !known.has(id)) : [];
    if (page) this.#endCursor = page.pageInfo.endCursor ?? null;
    this.#become({
      rows: [...this.#state.rows, ...older],
      hasMore: page?.pageInfo.hasNextPage ?? this.#state.hasMore,
      loadingMore: false,
      error,
    });
  };

  /** Asks for the newest page, at first or again: new rows come first, known ones take their new values, nothing jumps. */
  readonly refresh = async (): Promise<void> => {
    const { page, error } = await this.fetchPage(null);
    if (!page) {
      this.#become({ loading: false, error });
      return;
    }
    const newest = nodesOf(page);
    const fresh = new Set(newest.map(({ id }) => id));
    const older = this.#state.rows.filter(({ id }) => !fresh.has(id));
    // Nothing in common means more than a page of news: what lies between is unknown, so the list begins anew.
    const connects = older.length < this.#state.rows.length;
    if (connects && older.length > 0) {
      this.#become({ rows: [...newest, ...older], loading: false, total: totalOf(page), error });
      return;
    }
    this.#endCursor = page.pageInfo.endCursor ?? null;
    const hasMore = page.pageInfo.hasNextPage;
    this.#become({ rows: newest, hasMore, loading: false, total: totalOf(page), error });
  };

  #become(change: Partial<RowsState<Row, Fault>>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function nodesOf<Row>(page: Connection<Row>): Row[] {
  return page.edges.map(({ node }) => node);
}

function totalOf({ totalCount, isTotalCountExact = true }: Connection<unknown>): RowsTotal | undefined {
  return totalCount === undefined ? undefined : { count: totalCount, isExact: isTotalCountExact };
}
