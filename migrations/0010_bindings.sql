-- Which wallet a GitHub account is paid to, and how that was proved.

-- What somebody was asked to prove. It can be used once, until `expires_at`. `state`: waiting, proved or failed.
-- `oauth_state`: the SHA-256 of what GitHub sends back, in hex. `verifier` and `device_code` are secret and are gone as
-- soon as the challenge has ended.
CREATE TABLE challenges (
    id TEXT NOT NULL PRIMARY KEY,
    campaign TEXT NOT NULL,
    identity TEXT NOT NULL,
    login TEXT NOT NULL,
    recipient BYTEA NOT NULL,
    nonce TEXT NOT NULL,
    message TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    oauth_state TEXT,
    verifier TEXT,
    wallet_signature TEXT,
    device_code TEXT,
    user_code TEXT,
    verification_uri TEXT,
    device_expires_at BIGINT,
    device_interval BIGINT,
    device_asked_at BIGINT
);

CREATE INDEX challenges_oauth ON challenges (oauth_state);
CREATE INDEX challenges_expiry ON challenges (expires_at);

-- Every binding there ever was, with what was shown. None is changed: which one counts follows from their moments.
CREATE TABLE bindings (
    number BIGINT NOT NULL PRIMARY KEY,
    campaign TEXT NOT NULL,
    identity TEXT NOT NULL,
    login TEXT NOT NULL,
    recipient BYTEA NOT NULL,
    message TEXT NOT NULL,
    evidence TEXT NOT NULL,
    proved_at BIGINT NOT NULL,
    effective_at BIGINT NOT NULL
);

CREATE INDEX bindings_identity ON bindings (campaign, identity);

-- The word of attestors. What they attested is the same in all rows that differ in the attestor alone.
CREATE TABLE endorsements (
    campaign TEXT NOT NULL,
    identity TEXT NOT NULL,
    recipient BYTEA NOT NULL,
    valid_after BIGINT NOT NULL,
    valid_before BIGINT NOT NULL,
    attestor BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (campaign, identity, recipient, valid_after, valid_before, attestor)
);
