import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import type { NameNode, ValidationContext, ValidationRule } from "graphql";
import { GraphQLError } from "graphql";

/** The longest path of fields in one operation. */
const DEPTH_MAX = 15;
const ALIASES_MAX = 30;
const DIRECTIVES_MAX = 50;

/** Beyond so many tokens a document is not even parsed. */
export const PARSE_LIMITS = { maxTokens: 4000 };

const TOO_MANY = "The operation has too many ";

/** The parser is recursive: before its limit of tokens, a deep document can meet the end of the stack, which is our affair. */
export const TOO_DEEP = `${TOO_MANY}levels.`;
export const tooDeepToParse = (): GraphQLError =>
  new GraphQLError(TOO_DEEP, { extensions: { code: "OPERATION_TOO_LARGE" } });

/**
 * A variable named `constructor` would be found on every object that lacks it, and an alias `__proto__` would set the
 * answer's prototype: neither name is of use to anybody who means well.
 */
const unsafeNamesRule: ValidationRule = (context) => {
  const refuse = (name: NameNode): void =>
    context.reportError(new GraphQLError(`The name ${name.value} cannot be used here.`, { nodes: name }));
  return {
    VariableDefinition: ({ variable: { name } }) => void (name.value in Object.prototype && refuse(name)),
    Field: ({ alias }) => void (alias?.value === "__proto__" && refuse(alias)),
  };
};

/** Bytes of one HTTP body or one message of a socket. */
export const GRAPH_BODY_BYTES_MAX = 1_048_576;
export const SOCKET_MESSAGE_BYTES_MAX = 131_072;

/** Apollo gives every fault of validation one code; those of size have their own everywhere else. */
export const isTooLarge = (message: string): boolean => message.startsWith(TOO_MANY);

/** Reported like any other fault of validation, instead of thrown, so that the answer is a refusal and not a failure. */
const reported = (noun: string) => ({
  propagateOnRejection: false,
  exposeLimits: true,
  onReject: [
    (context: ValidationContext | null) =>
      context?.reportError(new GraphQLError(`${TOO_MANY}${noun}.`, { extensions: { code: "OPERATION_TOO_LARGE" } })),
  ],
});

/** What a document may ask for before it is executed, whoever asks. */
export const LIMIT_RULES: ValidationRule[] = [
  unsafeNamesRule,
  maxDepthRule({ n: DEPTH_MAX, ignoreIntrospection: true, flattenFragments: true, ...reported("levels") }),
  maxAliasesRule({ n: ALIASES_MAX, ...reported("aliases") }),
  maxDirectivesRule({ n: DIRECTIVES_MAX, ...reported("directives") }),
] as unknown as ValidationRule[];
