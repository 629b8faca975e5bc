-- Claims that a sponsor sends, one for each leaf of a contract. `id`: of chain, contract and leaf. `kind`: signed or
-- identity. `state`: queued, sent, mined or failed. Gas is counted in gwei, rounded up. `ceiling`: what it may cost at
-- most. `reserved`: that, while it is not known what it costs. `spent`: what its transactions have cost. `counted`: how
-- often it was accepted and could cost something. `accepted_at`: the last time. `tx_hash`, `block_number`: the
-- transaction that was sent last or is in a block; it counts when it is deep enough. Moments are the database's own.
CREATE TABLE relays (
    id TEXT NOT NULL PRIMARY KEY,
    chain_id BIGINT NOT NULL,
    airdrop BYTEA NOT NULL,
    leaf BIGINT NOT NULL,
    claimant BYTEA NOT NULL,
    kind TEXT NOT NULL,
    recipient BYTEA NOT NULL,
    amount TEXT NOT NULL,
    calldata BYTEA NOT NULL,
    gas_limit BIGINT NOT NULL,
    ceiling BIGINT NOT NULL,
    reserved BIGINT NOT NULL,
    spent BIGINT NOT NULL,
    counted BIGINT NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    tx_hash BYTEA,
    block_number BIGINT,
    gas_used BIGINT,
    created_at BIGINT NOT NULL,
    accepted_at BIGINT NOT NULL,
    UNIQUE (chain_id, airdrop, leaf)
);

CREATE INDEX relays_queue ON relays (chain_id, state, accepted_at);

-- Every transaction that was ever signed for a relay, stored before anybody else could see it. `attempt`: the first of a
-- nonce is 0; every further one replaces it for a higher fee (wei for each unit of gas; without `priority_fee` it is a
-- plain gas price). `state`: live (may be mined), mined, superseded (another of its nonce was) or lost (the nonce was
-- used by something that is not here). `cost`: of the mined one, in gwei.
CREATE TABLE outgoing (
    chain_id BIGINT NOT NULL,
    sender BYTEA NOT NULL,
    nonce BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    relay TEXT NOT NULL,
    tx_hash BYTEA NOT NULL,
    raw BYTEA NOT NULL,
    gas_limit BIGINT NOT NULL,
    max_fee BIGINT NOT NULL,
    priority_fee BIGINT,
    signed_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    cost BIGINT,
    PRIMARY KEY (chain_id, sender, nonce, attempt)
);

CREATE INDEX outgoing_state ON outgoing (chain_id, sender, state);
CREATE INDEX outgoing_relay ON outgoing (relay);

-- Who sends with a key. `lease`: counts how often it was taken up; only its newest holder may sign. `balance`: wei, as
-- last seen. `notice`: why nothing is sent now, in words.
CREATE TABLE senders (
    chain_id BIGINT NOT NULL,
    sender BYTEA NOT NULL,
    lease BIGINT NOT NULL,
    owner TEXT,
    lease_until BIGINT,
    balance TEXT,
    notice TEXT,
    PRIMARY KEY (chain_id, sender)
);
