import { GraphQLError } from "graphql";

/** A value that is not of its scalar: the client's fault, named as such. */
export const scalarError = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT" } });
