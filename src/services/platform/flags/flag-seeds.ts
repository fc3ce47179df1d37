/** A flag that every installation has from its first start, off until an operator says otherwise. */
export interface FlagSeed {
  key: string;
  description: string;
}

/** Set on insert only: what operators have made of them survives every restart (B-FLAG-09). */
export const FLAG_SEEDS: readonly FlagSeed[] = [
  { key: "host_orgs", description: "Organizations may offer to host: the capability canHost." },
  { key: "provider_orgs", description: "What only hosting organizations have: payout accounts and consultants." },
  { key: "irp_uploader", description: "Invoices are registered with the Indian tax portal (IRP)." },
  { key: "tds_admin_view", description: "The administration of tax deducted at source (TDS)." },
  { key: "hris", description: "People are taken over from HR systems." },
  { key: "network_federation", description: "Programs are offered through a partner network." },
  { key: "jmap_native_v2", description: "The second generation of mail over JMAP." },
  { key: "gdpr_export_v2", description: "The second generation of exports of a person's data." },
  { key: "new_billing_engine", description: "The new engine of invoices." },
  { key: "oci_versioning", description: "Stored files keep their versions." },
];
