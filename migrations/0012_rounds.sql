-- What the chain says about funding rounds: every event of a followed contract, where it stands in the chain. `kind` and
-- `body`: the event in the words of the model, as JSON; amounts in it are base units in decimal. How far a round was read
-- is in chain_cursors, under the round's address.
CREATE TABLE round_events (
    chain_id BIGINT NOT NULL,
    round BYTEA NOT NULL,
    block_number BIGINT NOT NULL,
    log_index BIGINT NOT NULL,
    block_hash BYTEA NOT NULL,
    block_time BIGINT NOT NULL,
    tx_hash BYTEA NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (chain_id, round, block_number, log_index)
);

-- What projects say about themselves, and reviewers about them, under the SHA-256 that stands on the chain.
-- `size`: bytes of UTF-8.
CREATE TABLE round_texts (
    hash BYTEA NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    size BIGINT NOT NULL,
    stored_at BIGINT NOT NULL
);

-- Lists of rounds under the hash that is frozen on the chain, or was meant to be: the chain says which count. Nothing is
-- replaced. `name`: scores, allow, deny, joins, agents or github.
CREATE TABLE round_lists (
    chain_id BIGINT NOT NULL,
    round BYTEA NOT NULL,
    lists_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    kept_at BIGINT NOT NULL,
    PRIMARY KEY (chain_id, round, lists_hash, name)
);

-- The coefficient that a donor was last shown before the lists were frozen, so that a page can say what has changed since.
CREATE TABLE round_shown (
    chain_id BIGINT NOT NULL,
    round BYTEA NOT NULL,
    donor BYTEA NOT NULL,
    coefficient TEXT NOT NULL,
    reason TEXT NOT NULL,
    shown_at BIGINT NOT NULL,
    PRIMARY KEY (chain_id, round, donor)
);
