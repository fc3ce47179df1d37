/**
 * Something in the surroundings is not as it has to be, and whoever starts Tributary can mend it: a folder, a port, a
 * setting. The message is one or two complete sentences for that person; the command line prints it without a stack.
 */
export class SetupError extends Error {
  override readonly name: string = "SetupError";
}
