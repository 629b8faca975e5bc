-- A leaf belongs to a wallet or to an identity: 32 bytes, as in the event. What was followed is on the chain and is
-- read again from there.

DELETE FROM claims;
DELETE FROM chain_cursors;
ALTER TABLE claims RENAME COLUMN account TO claimant;
