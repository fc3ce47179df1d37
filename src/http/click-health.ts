import type { ClickRecording } from "../services/partners/click/click-recording.js";
import type { ReadinessCheck } from "./health.js";
import type { Metric } from "./metrics.js";

/** Clicks that wait longer than this on disk, although the database answers, need somebody's eyes. */
const SPOOL_AGE_MAX_MS = 5 * 60_000;

const ageMs = (since: Date | null): number => (since === null ? 0 : Math.max(0, Date.now() - since.getTime()));

/** Spooled clicks are what the spool is for; only those that do not leave it are a fault. */
export const spoolCheck = (recording: ClickRecording): ReadinessCheck => ({
  name: "spool",
  async findFault() {
    const { oldestAt, bytes } = await recording.backlog();
    return ageMs(oldestAt) > SPOOL_AGE_MAX_MS
      ? `${bytes} bytes of clicks wait since ${oldestAt?.toISOString()}`
      : undefined;
  },
});

const gauge = (name: string, help: string, read: Metric["read"]): Metric => ({ name, help, kind: "gauge", read });
const counter = (name: string, help: string, read: Metric["read"]): Metric => ({ name, help, kind: "counter", read });

export function clickMetrics(recording: ClickRecording): Metric[] {
  const { links, review } = recording;
  return [
    counter(
      "tributary_clicks_written_total",
      "Clicks that went straight into the database.",
      () => recording.writer.counts.written,
    ),
    counter("tributary_clicks_spooled_total", "Clicks that went to the spool.", () => recording.writer.counts.spooled),
    counter(
      "tributary_clicks_refused_total",
      "Clicks that neither database nor spool could take.",
      () => recording.writer.counts.refused,
    ),
    counter(
      "tributary_click_outages_total",
      "How often the database did not take clicks.",
      () => recording.writer.counts.outages,
    ),
    gauge("tributary_click_spooling", "1 while clicks go straight to the spool.", () =>
      Number(recording.writer.isSpooling),
    ),
    gauge("tributary_click_spool_bytes", "Clicks that wait on disk.", async () => (await recording.backlog()).bytes),
    gauge(
      "tributary_click_spool_age_seconds",
      "Age of the oldest file of waiting clicks.",
      async () => ageMs((await recording.backlog()).oldestAt) / 1_000,
    ),
    gauge(
      "tributary_click_quarantine_bytes",
      "Clicks that the database refused for good.",
      async () => (await recording.backlog()).quarantinedBytes,
    ),
    counter("tributary_clicks_judged_total", "Clicks judged for velocity and duplicates.", () => review.counts.judged),
    counter("tributary_clicks_flagged_total", "Flags raised for velocity and duplicates.", () => review.counts.flagged),
    counter(
      "tributary_clicks_not_reviewed_total",
      "Clicks left to the decisions to judge.",
      () => review.counts.passedOver,
    ),
    counter("tributary_link_cache_hits_total", "Redirects answered from the cache of links.", () => links.counts.hits),
    counter("tributary_link_lookups_total", "Links looked up in the database.", () => links.counts.lookups),
    counter(
      "tributary_link_lookup_failures_total",
      "Lookups that the database did not answer.",
      () => links.counts.failures,
    ),
    gauge("tributary_link_cache_links", "Links in the cache.", () => links.size),
  ];
}
