/**
 * Errors with GitHub's `type`, and validation errors in the words of GitHub's own validator.
 */
import { GraphQLError } from 'graphql';

/** An error that GitHub reports beside `message` with a `type`. */
export class Refusal extends GraphQLError {
  /** @param {string} type @param {string} message @param {object} [options] of GraphQLError */
  constructor(type, message, options) {
    super(message, options);
    this.type = type;
  }
}

/** What GitHub knows and this simulator does not say. */
export const unknown = (what) => new Refusal('SIMULATOR_LIMIT', `the simulator does not know \`${what}\``);

/** @returns the error as GitHub writes it: `type` and `path` first, `extensions` only when there are some */
export function formatError(error) {
  const origin = error.originalError instanceof Refusal ? error.originalError : error;
  const { locations, path, extensions } = error.toJSON();
  return {
    ...(origin.type === undefined ? {} : { type: origin.type }), ...(path === undefined ? {} : { path }),
    ...(extensions === undefined ? {} : { extensions }), ...(locations === undefined ? {} : { locations }), message: error.message,
  };
}

const REWORDED = [
  [/^Cannot query field "(.+?)" on type "(.+?)"/, ([, field, type]) => ({
    message: `Field '${field}' doesn't exist on type '${type}'`, extensions: { code: 'undefinedField', typeName: type, fieldName: field },
  })],
  [/^Unknown argument "(.+?)" on field "(.+?)\.(.+?)"/, ([, name, , field]) => ({
    message: `Field '${field}' doesn't accept argument '${name}'`,
    extensions: { code: 'argumentNotAccepted', name: field, typeName: 'Field', argumentName: name },
  })],
  [/^Field "(.+?)" argument "(.+?)" of type ".+?" is required/, ([, field, argument]) => ({
    message: `Field '${field}' is missing required arguments: ${argument}`,
    extensions: { code: 'missingRequiredArguments', className: 'Field', name: field, arguments: argument },
  })],
  [/^Field "(.+?)" of type "(.+?)" must have a selection of subfields/, ([, field, type]) => ({
    message: `Field must have selections (field '${field}' returns ${type.replaceAll(/[[\]!]/g, '')} but has no selections. Did you mean '${field} { ... }'?)`,
    extensions: { code: 'selectionMismatch', nodeName: `field '${field}'`, typeName: type.replaceAll(/[[\]!]/g, '') },
  })],
  [/^Variable "\$(.+?)" is never used/, ([, name]) => ({
    message: `Variable $${name} is declared by anonymous query but not used`, extensions: { code: 'variableNotUsed', variableName: name },
  })],
  [/^Variable "\$(.+?)" is not defined/, ([, name]) => ({
    message: `Variable $${name} is used by anonymous query but not declared`, extensions: { code: 'variableNotDefined', variableName: name },
  })],
];

/** @param {GraphQLError} error from graphql-js's validation */
export function rewordValidation(error) {
  const { locations } = error.toJSON();
  for (const [pattern, reword] of REWORDED) {
    const match = pattern.exec(error.message);
    if (match !== null) return { ...reword(match), locations };
  }
  return { message: error.message, locations };
}
