import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './start.js';

const REPOSITORY = 'repository(owner: "riverbed-ai", name: "tiny-llm")';

test('a commit leads to its folders and files, each with the id that git gives', async (t) => {
  const { graphql } = await start(t);
  const query = `{ ${REPOSITORY} { homepageUrl repositoryTopics(first: 5) { nodes { topic { name } } }
    defaultBranchRef { target { ... on Commit { tree { oid entries { name type mode oid size object { ... on Blob { text } } } } } } } } }`;
  const { homepageUrl, repositoryTopics, defaultBranchRef } = (await graphql(query)).body.data.repository;
  assert.equal(homepageUrl, 'https://riverbed-ai.example/tiny-llm');
  assert.deepEqual(repositoryTopics.nodes.map(({ topic }) => topic.name), ['llm', 'small-language-models']);
  const { entries } = defaultBranchRef.target.tree;
  assert.deepEqual(entries.map(({ name, type, mode }) => [name, type, mode.toString(8)]), [
    ['LATEST', 'blob', '120000'], ['README.md', 'blob', '100644'], ['config.json', 'blob', '100644'], ['model.safetensors', 'blob', '100644'],
    ['pyproject.toml', 'blob', '100644'], ['src', 'tree', '40000'], ['third_party', 'tree', '40000'], ['vendor', 'tree', '40000'],
  ]);
  const file = entries.find(({ name }) => name === 'pyproject.toml');
  const again = await graphql(`query ($oid: GitObjectID!) { ${REPOSITORY} { object(oid: $oid) { ... on Blob { byteSize text isTruncated } } } }`, { oid: file.oid });
  assert.deepEqual(again.body.data.repository.object, { byteSize: file.size, text: file.object.text, isTruncated: false });
});

test('an object of another repository is not found', async (t) => {
  const { graphql } = await start(t);
  const nothing = await graphql(`{ ${REPOSITORY} { object(oid: "${'0'.repeat(40)}") { oid } } }`);
  assert.deepEqual([nothing.body.errors, nothing.body.data.repository.object], [undefined, null]);
});
