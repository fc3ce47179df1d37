import type { MigrationInterface, QueryRunner } from "typeorm";

const CURRENT = "(select nullif(current_setting('app.organization_id', true), '')::uuid)";
const ROLES = "'OWNER', 'MAINTAINER', 'BILLING_ADMIN', 'MANAGER', 'EXPERT', 'LEARNER', 'SUPPORT'";

/** Offers to become a member, and how one is found by its token before anybody is signed in. */
export class Invitations1795253260000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE invitation (
        organization_id uuid NOT NULL,
        id uuid NOT NULL,
        email text NOT NULL,
        role text NOT NULL,
        status text NOT NULL DEFAULT 'pending',
        invited_by_id uuid,
        mail_token_hash bytea NOT NULL,
        copy_token_hash bytea NOT NULL,
        created_at timestamptz(3) NOT NULL,
        sent_at timestamptz(3) NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        accepted_at timestamptz(3),
        membership_id uuid,
        CONSTRAINT pk_invitation PRIMARY KEY (organization_id, id),
        CONSTRAINT fk_invitation FOREIGN KEY (organization_id) REFERENCES organization (id),
        CONSTRAINT fk_invitation_invited_by_id FOREIGN KEY (organization_id, invited_by_id)
          REFERENCES membership (organization_id, id),
        CONSTRAINT fk_invitation_membership_id FOREIGN KEY (organization_id, membership_id)
          REFERENCES membership (organization_id, id),
        CONSTRAINT ck_invitation_role CHECK (role in (${ROLES})),
        CONSTRAINT ck_invitation_status CHECK (status in ('pending', 'accepted', 'revoked', 'expired')),
        CONSTRAINT ck_invitation_accepted CHECK ((status = 'accepted') = (accepted_at is not null))
      );
      CREATE UNIQUE INDEX uq_invitation_pending_email ON invitation (organization_id, email) WHERE status = 'pending';
      CREATE INDEX ix_invitation_created_at_id ON invitation (organization_id, created_at, id);
      CREATE INDEX ix_invitation_mail_token_hash ON invitation (mail_token_hash);
      CREATE INDEX ix_invitation_copy_token_hash ON invitation (copy_token_hash);
      CREATE INDEX ix_invitation_expires_at ON invitation (expires_at) WHERE status = 'pending';
      ALTER TABLE invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
      CREATE POLICY own_rows ON invitation USING (organization_id = ${CURRENT}) WITH CHECK (organization_id = ${CURRENT});
      CREATE POLICY lookup_select ON invitation FOR SELECT TO tributary_lookup USING (true);
      SET LOCAL ROLE tributary_lookup; ${FUNCTIONS}; RESET ROLE`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL ROLE tributary_lookup;
      DROP FUNCTION lookup.invitation(bytea), lookup.expired_invitations(timestamptz);
      RESET ROLE;
      DROP TABLE invitation`);
  }
}

const FUNCTIONS = `
  -- An invitation by either of its tokens, in whatever state, with what a person may know before they sign in.
  CREATE FUNCTION lookup.invitation(of_hash bytea)
  RETURNS TABLE (id uuid, organization_id uuid, slug text, organization_name text, organization_status text,
    inviter_name text, email text, role text, status text, expires_at timestamptz, is_mailed boolean, has_user boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.id, i.organization_id, o.slug, o.name, o.status, u.name, i.email, i.role, i.status, i.expires_at,
      i.mail_token_hash = of_hash, EXISTS (SELECT FROM platform_user p WHERE p.email = i.email)
    FROM invitation i
    JOIN organization o ON o.id = i.organization_id
    LEFT JOIN membership m ON m.organization_id = i.organization_id AND m.id = i.invited_by_id
    LEFT JOIN platform_user u ON u.id = m.user_id
    WHERE i.mail_token_hash = of_hash OR i.copy_token_hash = of_hash
  $$;

  -- Organizations with invitations whose time is over.
  CREATE FUNCTION lookup.expired_invitations(at_time timestamptz) RETURNS TABLE (id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT i.organization_id FROM invitation i
    JOIN organization o ON o.id = i.organization_id AND o.status = 'active'
    WHERE i.status = 'pending' AND i.expires_at <= at_time
  $$;
`;
