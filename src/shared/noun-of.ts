/** A type's name as a noun in a sentence: `ProgramVersion` is "program version". */
export const nounOf = (typeName: string): string => typeName.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
