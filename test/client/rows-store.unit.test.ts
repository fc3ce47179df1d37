import { expect, test } from "@jest/globals";

import { RowsStore } from "../../client/src/graph/rows-store.js";

/** A server with numbered rows, newest first, three to a page. */
function newestFirst(count: number) {
  const server = { count, fault: undefined as string | undefined };
  const store = new RowsStore<{ id: string }, string>((after) => {
    if (server.fault) return Promise.resolve({ error: server.fault });
    const start = after === null ? server.count : Number(after) - 1;
    const ids = [start, start - 1, start - 2].filter((id) => id > 0);
    const edges = ids.map((id) => ({ node: { id: String(id) } }));
    return Promise.resolve({
      page: { edges, pageInfo: { hasNextPage: start > 3, endCursor: String(ids.at(-1) ?? 0) } },
    });
  });
  return { server, store, ids: () => store.state().rows.map(({ id }) => Number(id)) };
}

test("a list grows at its end", async () => {
  const { store, ids } = newestFirst(5);
  await store.refresh();
  await store.loadMore();
  expect(ids()).toEqual([5, 4, 3, 2, 1]);
  expect(store.state().hasMore).toBe(false);
});

test("news comes first and what was loaded stays", async () => {
  const { server, store, ids } = newestFirst(5);
  await store.refresh();
  await store.loadMore();
  server.count = 6;
  await store.refresh();
  expect(ids()).toEqual([6, 5, 4, 3, 2, 1]);
});

test("more than a page of news begins the list anew, so that no row is silently missing", async () => {
  const { server, store, ids } = newestFirst(5);
  await store.refresh();
  server.count = 20;
  await store.refresh();
  expect(ids()).toEqual([20, 19, 18]);
  await store.loadMore();
  expect(ids()).toEqual([20, 19, 18, 17, 16, 15]);
});

test("a fault keeps what is shown and is gone with the next answer", async () => {
  const { server, store, ids } = newestFirst(5);
  await store.refresh();
  server.fault = "unreachable";
  await store.refresh();
  expect(store.state().error).toBe("unreachable");
  expect(ids()).toEqual([5, 4, 3]);
  server.fault = undefined;
  await store.refresh();
  expect(store.state().error).toBeUndefined();
});
