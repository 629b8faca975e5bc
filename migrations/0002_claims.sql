-- `Claimed` events of airdrop contracts. Amounts are base units in decimal: they exceed 64 bits.

CREATE TABLE claims (
    chain_id BIGINT NOT NULL,
    airdrop BYTEA NOT NULL,
    leaf BIGINT NOT NULL,
    account BYTEA NOT NULL,
    recipient BYTEA NOT NULL,
    amount TEXT NOT NULL,
    tx_hash BYTEA NOT NULL,
    block_number BIGINT NOT NULL,
    block_hash BYTEA NOT NULL,
    log_index BIGINT NOT NULL,
    PRIMARY KEY (chain_id, airdrop, leaf)
);

-- For a rollback after a reorganisation.
CREATE INDEX claims_block ON claims (chain_id, airdrop, block_number);

-- The last block whose events are stored.
CREATE TABLE chain_cursors (
    chain_id BIGINT NOT NULL,
    airdrop BYTEA NOT NULL,
    block_number BIGINT NOT NULL,
    block_hash BYTEA NOT NULL,
    PRIMARY KEY (chain_id, airdrop)
);
