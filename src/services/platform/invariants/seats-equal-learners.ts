import { organizationInvariant } from "./invariant.js";

export const seatsEqualLearners = organizationInvariant(
  "seats-equal-learners",
  "Taken seats are the active learners, each with the instant at which they got theirs.",
  `
  SELECT format('%s seats are taken, and %s learners are active.', used, learners) AS sentence
  FROM (SELECT coalesce((SELECT sum(seats_used) FROM seat_budget), 0) AS used,
    (SELECT count(*) FROM membership WHERE role = 'LEARNER' AND status = 'ACTIVE') AS learners) AS seats
  WHERE used <> learners
  UNION ALL
  SELECT format('The learner %s has a seat since nobody knows when.', id) FROM membership
  WHERE role = 'LEARNER' AND status = 'ACTIVE' AND seat_assigned_at IS NULL
  UNION ALL
  SELECT format('%s seats are taken of %s.', seats_used, seats_total) FROM seat_budget WHERE seats_used > seats_total`,
);
