import type { FastifyInstance } from "fastify";

type Register = (this: FastifyInstance, plugin: object, ...more: unknown[]) => unknown;

/**
 * Gives every plugin a name of its own. Fastify looks for that of a nameless one among all loaded modules, and Jest makes
 * the list of those anew each time: a third of what it took to start a server.
 */
export function namedPlugins(app: FastifyInstance): void {
  const register = app.register as Register;
  const named: Register = function (plugin, ...more) {
    if (typeof plugin === "function")
      Object.assign(plugin, { [Symbol.for("fastify.display-name")]: plugin.name || "plugin" });
    return register.call(this, plugin, ...more);
  };
  app.register = named as FastifyInstance["register"];
}
