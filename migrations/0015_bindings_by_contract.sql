-- Bindings are kept by the contract that pays, `<chain id>:<0x address in lower case>`, and no longer by a list's slug: the
-- lists of a recurring airdrop share one contract, and what attestors sign for it is good for each of them. `campaign` stays
-- and is the page that asked.

-- The last line of a message is `- eip155:<chain id>:<0x address>`; what stands behind `- eip155:` is the contract. Both
-- engines know how to cut characters off an end, and not how to look for a text from there.
ALTER TABLE challenges ADD COLUMN contract TEXT NOT NULL DEFAULT '';
UPDATE challenges SET contract = LOWER(SUBSTR(message,
    LENGTH(RTRIM(RTRIM(RTRIM(message, '0123456789abcdefABCDEFx'), ':'), '0123456789')) + 1));

ALTER TABLE bindings ADD COLUMN contract TEXT NOT NULL DEFAULT '';
UPDATE bindings SET contract = LOWER(SUBSTR(message,
    LENGTH(RTRIM(RTRIM(RTRIM(message, '0123456789abcdefABCDEFx'), ':'), '0123456789')) + 1));
DROP INDEX bindings_identity;
CREATE INDEX bindings_identity ON bindings (contract, identity);

-- An endorsement is of the contract of its binding. One attestor may have signed the same words for two lists.
CREATE TABLE endorsements_by_contract (
    contract TEXT NOT NULL,
    identity TEXT NOT NULL,
    recipient BYTEA NOT NULL,
    valid_after BIGINT NOT NULL,
    valid_before BIGINT NOT NULL,
    attestor BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (contract, identity, recipient, valid_after, valid_before, attestor)
);

INSERT INTO endorsements_by_contract
SELECT bindings.contract, endorsements.identity, endorsements.recipient, endorsements.valid_after,
    endorsements.valid_before, endorsements.attestor, endorsements.signature
FROM endorsements JOIN bindings ON bindings.campaign = endorsements.campaign
    AND bindings.identity = endorsements.identity AND bindings.recipient = endorsements.recipient
    AND endorsements.valid_after IN (bindings.effective_at, bindings.effective_at - 300)
WHERE TRUE
ON CONFLICT DO NOTHING;

DROP TABLE endorsements;
ALTER TABLE endorsements_by_contract RENAME TO endorsements;
