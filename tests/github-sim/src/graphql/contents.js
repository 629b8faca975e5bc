/** Resolvers of what a commit holds: folders, files and topics. */
import { nodeId } from '../world/ids.js';

/** GitHub gives no more of a text. */
const MOST_TEXT = 512_000;

const Tree = {
  id: (tree) => nodeId('Tree', tree.oid),
  oid: (tree) => tree.oid,
  abbreviatedOid: (tree) => tree.oid.slice(0, 7),
  entries: (tree) => tree.entries,
};

const TreeEntry = {
  name: (entry) => entry.name,
  type: (entry) => entry.type,
  mode: (entry) => entry.mode,
  oid: (entry) => entry.oid,
  size: (entry) => entry.size,
  object: (entry) => entry.object,
};

const Blob = {
  id: (blob) => nodeId('Blob', blob.oid),
  oid: (blob) => blob.oid,
  byteSize: (blob) => blob.bytes.length,
  isBinary: () => false,
  isTruncated: (blob) => blob.text.length > MOST_TEXT,
  text: (blob) => blob.text.slice(0, MOST_TEXT),
};

const RepositoryTopic = { topic: (topic) => topic };
const Topic = { name: (topic) => topic.name };

export const contents = { Tree, TreeEntry, Blob, RepositoryTopic, Topic };
