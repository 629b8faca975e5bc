/**
 * GitHub's documented limits of one query. The number of requests it stands for gives the cost in points
 * (requests / 100, rounded, at least 1); the number of nodes it may return must not pass 500,000.
 *
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
import { getArgumentValues, getDirectiveValues, getNamedType, GraphQLIncludeDirective, GraphQLSkipDirective, isObjectType, isInterfaceType, Kind } from 'graphql';
import { Refusal } from './refusal.js';

export const NODE_LIMIT = 500_000;

/** Selected fields by response key, with fragments spread into their parents. */
function gather(context, selectionSet, type, into = new Map()) {
  for (const selection of selectionSet.selections) {
    if (!included(context, selection)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = `${type.name} ${selection.alias?.value ?? selection.name.value}`;
      const known = into.get(key);
      if (known === undefined) into.set(key, { type, field: selection, sets: selection.selectionSet ? [selection.selectionSet] : [] });
      else if (selection.selectionSet) known.sets.push(selection.selectionSet);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? context.fragments[selection.name.value] : selection;
    const on = fragment.typeCondition ? context.schema.getType(fragment.typeCondition.name.value) : type;
    gather(context, fragment.selectionSet, on, into);
  }
  return into;
}

function included({ variables }, selection) {
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}

function walk(context, sets, type, multiplier) {
  if (!isObjectType(type) && !isInterfaceType(type) && type.getTypes === undefined) return;
  const fields = new Map();
  for (const set of sets) gather(context, set, type, fields);
  for (const { type: parent, field, sets: inner } of fields.values()) {
    const definition = parent.getFields?.()[field.name.value];
    if (definition === undefined) continue;
    const result = getNamedType(definition.type);
    let below = multiplier;
    if (result.name.endsWith('Connection')) {
      const values = getArgumentValues(definition, field, context.variables);
      const size = values.first ?? values.last ?? 0;
      context.requests += multiplier;
      context.nodes += multiplier * size;
      below = multiplier * Math.max(size, 1);
    } else if (parent.name === 'Query' && field.name.value === 'nodes') {
      below = getArgumentValues(definition, field, context.variables).ids.length;
      context.nodes += below;
    }
    if (inner.length > 0) walk(context, inner, result, below);
  }
}

/**
 * @returns {{cost: number, nodeCount: number}}
 * @throws {Refusal} above the limit of nodes
 */
export function measure(schema, document, operation, variables) {
  const fragments = Object.fromEntries(
    document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((fragment) => [fragment.name.value, fragment]),
  );
  const context = { schema, fragments, variables, requests: 0, nodes: 0 };
  walk(context, [operation.selectionSet], schema.getRootType(operation.operation), 1);
  if (context.nodes > NODE_LIMIT) {
    const figure = (value) => value.toLocaleString('en-US');
    throw new Refusal(
      'MAX_NODE_LIMIT_EXCEEDED',
      `This query requests up to ${figure(context.nodes)} possible nodes which exceeds the maximum limit of ${figure(NODE_LIMIT)}.`,
    );
  }
  return { cost: Math.max(1, Math.round(context.requests / 100)), nodeCount: context.nodes };
}
