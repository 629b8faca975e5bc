-- `accounts.certainty`: -1 read from a noreply e-mail that names a bot, 0 from one that names a person, 1 told by
-- GitHub. The first was 0 too.
UPDATE accounts SET certainty = -1 WHERE certainty = 0 AND kind = 'bot';

-- Names are GitHub's to give. Clones, whose numbers begin at 2^62, had taken some.
DELETE FROM repository_names WHERE repo >= 4611686018427387904;
