/** How many nodes a request may return, told before it is decided whether to answer at all. */
import { getOperationAST, parse } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { measure } from './limits.js';
import { schema } from './schema.js';

/** @param {string} text a request's body @returns {number} 0 for what is no valid query */
export function nodesOf(text) {
  try {
    const { query, variables, operationName } = JSON.parse(text);
    const document = parse(query);
    const operation = getOperationAST(document, operationName);
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
    return measure(schema, document, operation, coerced).nodeCount;
  } catch {
    return 0;
  }
}
