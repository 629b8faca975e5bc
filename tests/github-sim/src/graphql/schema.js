/** GitHub's published schema, as npm carries it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema } from 'graphql';

// The package's entry also parses five megabytes of JSON that nothing here needs.
const file = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));

export const schema = buildSchema(readFileSync(fileURLToPath(file), 'utf8'), { assumeValid: true, assumeValidSDL: true });
