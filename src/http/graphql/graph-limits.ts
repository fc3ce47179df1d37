import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import type { ValidationContext, ValidationRule } from "graphql";
import { GraphQLError } from "graphql";

/** The longest path of fields in one operation. */
const DEPTH_MAX = 15;
const ALIASES_MAX = 30;
const DIRECTIVES_MAX = 50;

/** Beyond so many tokens a document is not even parsed. */
export const PARSE_LIMITS = { maxTokens: 4000 };

/** Bytes of one HTTP body or one message of a socket. */
export const GRAPH_BODY_BYTES_MAX = 1_048_576;
export const SOCKET_MESSAGE_BYTES_MAX = 131_072;

/** Reported like any other fault of validation, instead of thrown, so that the answer is a refusal and not a failure. */
const reported = (noun: string) => ({
  propagateOnRejection: false,
  exposeLimits: true,
  onReject: [
    (context: ValidationContext | null) =>
      context?.reportError(
        new GraphQLError(`The operation has too many ${noun}.`, { extensions: { code: "OPERATION_TOO_LARGE" } }),
      ),
  ],
});

/** What a document may ask for before it is executed, whoever asks. */
export const LIMIT_RULES: ValidationRule[] = [
  maxDepthRule({ n: DEPTH_MAX, ignoreIntrospection: true, flattenFragments: true, ...reported("levels") }),
  maxAliasesRule({ n: ALIASES_MAX, ...reported("aliases") }),
  maxDirectivesRule({ n: DIRECTIVES_MAX, ...reported("directives") }),
] as unknown as ValidationRule[];
