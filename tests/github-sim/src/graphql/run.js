/**
 * One GraphQL request: parse, validate, measure, charge, execute; at each step it fails as GitHub fails.
 */
import { execute, getOperationAST, GraphQLError, parse, specifiedRules, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { accounts } from './accounts.js';
import { contents } from './contents.js';
import { discussions } from './discussions.js';
import { measure } from './limits.js';
import { Query } from './query.js';
import { formatError, Refusal, rewordValidation, unknown } from './refusal.js';
import { repositories } from './repositories.js';
import { schema } from './schema.js';

const RESOLVERS = { Query, ...accounts, ...contents, ...repositories, ...discussions };

/** Objects that resolvers have already shaped: connections, edges, page information, rate limits. */
const isShaped = (typename) => typename === 'PageInfo' || typename === 'RateLimit' || typename.endsWith('Connection') || typename.endsWith('Edge');

function resolveField(source, args, context, info) {
  const typename = info.parentType.name;
  const resolver = RESOLVERS[typename]?.[info.fieldName];
  if (resolver !== undefined) return resolver(source, args, context, info);
  if (isShaped(typename) && source?.[info.fieldName] !== undefined) {
    const value = source[info.fieldName];
    return typeof value === 'function' ? value() : value;
  }
  throw unknown(`${typename}.${info.fieldName}`);
}

/** Every field that is answered, as `Type.field`. */
export function supportedFields() {
  return Object.entries(RESOLVERS).flatMap(([type, fields]) => Object.keys(fields).map((field) => `${type}.${field}`)).sort();
}

/** @returns {{document: object, operation: object}|{errors: object[]}} */
function prepare({ query, operationName }) {
  let document;
  try {
    document = parse(query, { maxTokens: 20_000 });
  } catch (error) {
    return { errors: [{ message: `Parse error: ${error.message}`, locations: error.locations }] };
  }
  const problems = validate(schema, document, specifiedRules);
  if (problems.length > 0) return { errors: problems.map(rewordValidation) };
  const operation = getOperationAST(document, operationName);
  if (operation == null) return { errors: [{ message: 'An operation name is required' }] };
  if (operation.operation !== 'query') return { errors: [formatError(unknown(operation.operation))] };
  return { document, operation };
}

/** @returns {{values: object}|{errors: object[]}} */
function readVariables(operation, given) {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], given ?? {});
  if (errors === undefined) return { values: coerced };
  return { errors: errors.map(({ message, locations }) => ({ message: message.replace(/^Variable "(\$.+?)" got/, 'Variable $1 was provided'), locations })) };
}

/**
 * @param {{query: string, variables?: object, operationName?: string}} request
 * @param {(measured: {cost: number, nodeCount: number}) => object} charge takes the cost from the budget and tells what is left
 * @returns {Promise<{body: object, cost: number, nodeCount: number}>} with cost 0 for a query that was refused before it ran
 */
export async function run(request, { world, viewer, charge }) {
  const refused = (errors) => ({ body: { errors }, cost: 0, nodeCount: 0 });
  const prepared = prepare(request);
  if (prepared.errors !== undefined) return refused(prepared.errors);
  const { document, operation } = prepared;
  const variables = readVariables(operation, request.variables);
  if (variables.errors !== undefined) return refused(variables.errors);
  let measured;
  try {
    measured = measure(schema, document, operation, variables.values);
  } catch (error) {
    if (error instanceof Refusal) return refused([formatError(error)]);
    if (error instanceof GraphQLError) return refused([rewordValidation(error)]);
    throw error;
  }
  const { data, errors } = await execute({
    schema, document, operationName: request.operationName, variableValues: request.variables ?? {}, fieldResolver: resolveField,
    typeResolver: (value) => value.__typename, contextValue: { world, viewer, measured, budget: charge(measured) },
  });
  return { body: { data, ...(errors === undefined ? {} : { errors: errors.map(formatError) }) }, ...measured };
}
