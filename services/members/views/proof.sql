-- on CodeMade
INSERT INTO proof (proof_id, contact_index, phone, email, expires_at)
VALUES (%(proof_id)s, %(contact_index)s, %(phone)s, %(email)s, %(expires_at)s)
ON CONFLICT (proof_id) DO NOTHING;

-- on ContactProven
UPDATE proof SET proven = true WHERE proof_id = %(proof_id)s;

-- on ProofUsed
UPDATE proof SET over = true, phone = NULL, email = NULL WHERE proof_id = %(proof_id)s;

-- on ProofForgotten
UPDATE proof SET over = NOT proven, phone = NULL, email = NULL WHERE proof_id = %(proof_id)s;
