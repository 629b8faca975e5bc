/** Titles and sentences for synthetic work, with the alphabets a real project meets. */

export const PULL_TITLES = [
  'Fuse the attention kernel for short sequences', 'Fix off-by-one in the tokenizer offsets', 'Add a byte-pair merge cache',
  'Speed up checkpoint loading', 'Fuse rotary embeddings into the projection', 'Ändere die Lernraten-Abkühlung auf Kosinus',
  '修复分词器在空输入时崩溃的问题', '⚡️ Cut peak memory of the data loader', 'Исправить утечку памяти в загрузчике',
  'Document how to reproduce the 10M run', 'Refactor config parsing', 'Support gradient accumulation', 'Handle “smart quotes” in prompts',
  'إصلاح ترتيب النص من اليمين إلى اليسار', 'Use int8 weights in the reference decoder', 'テストの乱数シードを固定する', 'Añade métricas de perplejidad',
  'Make the sampler deterministic on one thread', 'Drop the unused profiler hook', 'Avoid a copy in the batch collator',
];

export const ISSUE_TITLES = [
  'Loss becomes NaN after resuming', 'Wrong vocabulary size reported', 'Docs: which GPU is needed?', 'Evaluation stalls at 99%',
  'トークン化が遅い', 'Падает при пустом файле данных', 'Feature: stream samples while decoding', 'Perplexity differs between machines 🤔',
  'Crash: index out of range in the sampler', 'Please publish the training data hashes', 'Größe des Modells stimmt nicht', '安装文档缺少一步',
];

export const COMMIT_HEADLINES = [
  'Tidy the training loop', 'Fix typo in the readme', 'Bump the data version', 'Add a regression test', 'Rename variables for clarity',
  'Remove dead code', 'Use a smaller default batch', 'Korrigiere Tippfehler', 'Pin the random seed', 'Address review', 'wip', 'Formatting',
];

export const SENTENCES = [
  'Looks good to me.', 'Could this be a constant?', 'I can reproduce this with the small configuration.', 'Measured: 12% faster on my machine.',
  'Thanks, that was it!', 'Is this covered by a test?', 'どういたしまして。', 'Please split this in two commits.', 'nit: spelling', '👍',
  'This breaks when the vocabulary is empty.', 'Rebased on main.', 'Je confirme, même problème ici.', 'Same here, see the log below.\n\n```\nValueError: bad shape\n```',
];

export const PATHS = [
  'src/attention.py', 'src/tokenizer.py', 'src/train.py', 'src/data/loader.py', 'docs/reproduce.md', 'tests/test_tokenizer.py', 'src/sample.py',
];

const ADJECTIVES = ['quiet', 'amber', 'brisk', 'copper', 'dapper', 'eager', 'foggy', 'gentle', 'hollow', 'ivory', 'jolly', 'keen', 'lunar', 'mossy', 'nimble'];
const CREATURES = ['heron', 'otter', 'badger', 'lynx', 'finch', 'marten', 'newt', 'osprey', 'puffin', 'quail', 'raven', 'stoat', 'tapir', 'vole'];
const NAMES_BESIDE = ['静かな鷺', 'Größe Øtter', 'Δοκιμή', 'Пример Бобр', 'مثال', 'Ñandú Ejemplo'];

/** The n-th synthetic login and display name; never those of a person. */
export function invent(n) {
  const adjective = ADJECTIVES[n % ADJECTIVES.length];
  const creature = CREATURES[(n * 5 + Math.floor(n / ADJECTIVES.length)) % CREATURES.length];
  const round = Math.floor(n / (ADJECTIVES.length * CREATURES.length));
  const login = `${adjective}-${creature}${round === 0 ? '' : `-${round + 1}`}`;
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  const name = n % 5 === 3 ? NAMES_BESIDE[Math.floor(n / 5) % NAMES_BESIDE.length] : `${capital(adjective)} ${capital(creature)}`;
  return { login, name };
}
