/** Lets everybody do their turn once a round, so that whatever slows the machine down meets all of them. */
export async function takeTurns<Name extends string, Contestant, Result>(
  rounds: number,
  contestants: Readonly<Record<Name, Contestant>>,
  turnOf: (contestant: Contestant, name: Name) => Promise<Result>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results[name].push(await turnOf(contestants[name], name));
  }
  return results;
}
