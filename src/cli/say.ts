/** A line for the person at the terminal, or for the program that reads our output. What is for operators goes to the log. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
