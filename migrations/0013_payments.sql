-- A recurring airdrop pays one leaf several times, so a claim is named by its place in the chain and no longer by its
-- leaf alone. What was followed stays.

CREATE TABLE payments (
    chain_id BIGINT NOT NULL,
    airdrop BYTEA NOT NULL,
    leaf BIGINT NOT NULL,
    claimant BYTEA NOT NULL,
    recipient BYTEA NOT NULL,
    amount TEXT NOT NULL,
    tx_hash BYTEA NOT NULL,
    block_number BIGINT NOT NULL,
    block_hash BYTEA NOT NULL,
    log_index BIGINT NOT NULL,
    PRIMARY KEY (chain_id, airdrop, leaf, block_number, log_index)
);

INSERT INTO payments (chain_id, airdrop, leaf, claimant, recipient, amount, tx_hash, block_number, block_hash, log_index)
SELECT chain_id, airdrop, leaf, claimant, recipient, amount, tx_hash, block_number, block_hash, log_index FROM claims;

DROP TABLE claims;
ALTER TABLE payments RENAME TO claims;

-- For a rollback after a reorganisation.
CREATE INDEX claims_block ON claims (chain_id, airdrop, block_number);
