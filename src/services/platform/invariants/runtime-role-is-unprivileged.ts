import { platformInvariant } from "./invariant.js";

export const runtimeRoleIsUnprivileged = platformInvariant(
  "runtime-role-is-unprivileged",
  "The runtime role is no superuser, cannot bypass row security, owns no table and inherits no role that crosses organizations.",
  `
  SELECT format('The runtime role %s %s.', r.rolname, fault.text) AS sentence
  FROM pg_roles r
  CROSS JOIN LATERAL (VALUES
    (r.rolsuper, 'is a superuser'),
    (r.rolbypassrls, 'has BYPASSRLS'),
    (r.rolcreaterole, 'may make roles'),
    (EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')), 'owns tables'),
    (EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.inherit_option), 'inherits another role')
  ) AS fault (is_so, text)
  WHERE r.rolname = current_user AND fault.is_so`,
);
